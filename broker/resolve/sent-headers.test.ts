import { expect, it } from 'vitest';
import { sentHeaders } from './sent-headers.ts';

const auth = { kind: 'header' as const, name: 'X-Api-Key', secret: 'key' };
const sent = (sends: object[], fields = {}) => sentHeaders({ sends, auth } as never, fields);

it('a provider’s headers are sent as declared, or as a plain field says', () => {
  const sends = [
    { name: 'X-Version', value: '7' },
    { name: 'X-Team', field: 'team' },
  ];
  expect({ ...sent(sends, { team: 12 }) }).toEqual({ 'x-version': '7', 'x-team': '12' });
});

// The manifest's check refuses both; a record of an older version, or of another program, may still hold them.
it.each(['X-Api-Key', 'x-api-key', 'X_Api_Key'])(
  'the header of the credential is never filled with anything else: %s',
  (name) => expect({ ...sent([{ name, value: 'other' }]) }).toEqual({}),
);
it.each(['', ' x', 'x ', 'a\r\nb: c', 'ä', 'x'.repeat(2_001)])(
  'a value that no header can hold is not sent: %j',
  (team) => expect({ ...sent([{ name: 'X-Team', field: 'team' }], { team }) }).toEqual({}),
);
it('a key of the provider language is not a field', () => {
  expect({ ...sent([{ name: 'X-Team', field: 'constructor' }]) }).toEqual({});
});

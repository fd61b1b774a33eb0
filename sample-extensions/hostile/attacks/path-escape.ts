import { type Attack, nothing, type Scene, type Way } from '../attack.ts';

const targets = [
  '/private/keys',
  '/public/../private/keys',
  '/public/./../private/keys',
  '/public/x/../../private/keys',
  '/public/%2e%2e/private/keys',
  '/public/%2E%2e/private/keys',
  '/public/.%2e/private/keys',
  '/public/..%2fprivate/keys',
  '/public/..%5cprivate/keys',
  '/public/%252e%252e/private/keys',
  '/public/%252e%252e%252fprivate/keys',
  '/public/%c0%ae%c0%ae/private/keys',
  '/public/..;/private/keys',
  '/public/..;a=b/private/keys',
  '/public/\\..\\private\\keys',
  '/public\\..\\private\\keys',
  '/public//../private/keys',
  '/public//private/keys',
  '//private/keys',
  '/./private/keys',
  '/public/%00/../private/keys',
  '/public/%2f..%2fprivate/keys',
  '/public/.\t./private/keys',
  '/public/..\u2215private/keys',
  '/public/\uff0e\uff0e/private/keys',
  '/PUBLIC/../private/keys',
  '/publicprivate/keys',
  '/redirect/../private/keys',
  '?/public/../private/keys',
  'private/keys',
];

/** Leaves the paths that the user allowed. The server tells which target it was really asked for. */
export const pathEscape: Attack = {
  name: 'path-escape',
  ways: (scene) =>
    new Map<string, Way>(targets.map((target) => [JSON.stringify(target), () => visit(scene, target)])),
};

const visit = async ({ client, read }: Scene, target: string): Promise<string> => {
  const text = await read(await client.fetch(target));
  const asked = /"target":"([^"]*)"/.exec(text)?.[1];
  if (asked === undefined) return nothing('nothing there');
  // Inside is what no server can read as outside: no dots, no second encoding, no empty segment.
  return /^\/public(\/[A-Za-z0-9_-]+)*$/.test(asked) ? nothing('stayed inside') : `an answer for ${asked}`;
};

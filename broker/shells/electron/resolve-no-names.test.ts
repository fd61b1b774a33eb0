import { expect, it } from 'vitest';
import { resolveNoNames } from './resolve-no-names.ts';

const switchesAfter = (options: { except?: readonly string[] }, before: Record<string, string> = {}) => {
  const switches = new Map(Object.entries(before));
  const commandLine = {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
  };
  resolveNoNames({ commandLine } as never, options);
  return Object.fromEntries(switches);
};

it('resolveNoNames turns off every name but the excepted ones, and keeps what the application has turned off', () => {
  expect(switchesAfter({}, { 'disable-features': 'One' })).toEqual({
    'host-resolver-rules': 'MAP *.local 255.255.255.255, MAP * ~NOTFOUND',
    'disable-features': 'One,WebRtcHideLocalIpsWithMdns',
  });
  expect(switchesAfter({ except: ['*.host.example'] })).toEqual({
    'host-resolver-rules': 'MAP *.local 255.255.255.255, MAP * ~NOTFOUND, EXCLUDE *.host.example',
  });
});

it.each(['a.example, MAP * 127.0.0.1', '', 'a b', '*\n'])(
  'resolveNoNames refuses a rule in place of a host: %j',
  (name) => {
    expect(() => switchesAfter({ except: [name] })).toThrow('host names');
  },
);

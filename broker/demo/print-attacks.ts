import { displayText } from '../consent/display-text.ts';
import type { Attack } from './read-attacks.ts';

const tried: ReadonlyMap<string, string> = new Map([
  ['echo', 'its server says the secret back, spelled and packed in every way'],
  ['foreign-origin', 'names its own host as the target'],
  ['redirect', 'lets the server send the request on to its host'],
  ['header-smuggling', 'sets headers that decide who is asked as whom'],
  ['path-escape', 'leaves the paths that were allowed'],
  ['forged-handle', 'presents what looks like a handle'],
  ['undeclared', 'asks for what its manifest does not declare'],
  ['reach', 'looks for a way out of its compartment'],
  ['outlive', 'goes on after its handle has ended'],
  ['prompt-flood', 'asks 20 times at once'],
  ['raw-frames', 'speaks raw comlink from a bare thread, without a compartment'],
]);

const whyLength = 72;

/** One line for each attack; the results are the attacker's own words, escaped. */
export function printAttacks(attacks: readonly Attack[], print: (line: string) => void): void {
  print(`  ${'attack'.padEnd(17)} ${'what was tried'.padEnd(65)} ways  result`);
  for (const { name, failed, ways, why } of attacks) {
    const what = (tried.get(name) ?? '').padEnd(65);
    const count = String(ways).padStart(4);
    print(
      `  ${name.padEnd(17)} ${what} ${count}  ${failed ? 'failed' : 'GOT'}: ${displayText(why, whyLength)}`,
    );
  }
}

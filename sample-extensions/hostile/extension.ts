import { defineExtension, type ExtensionContext, ValetkeyError } from '@valetkey/extension-api';
import { type Attack, Nothing, provider, type Scene } from './attack.ts';
import { echo } from './attacks/echo.ts';
import { foreignOrigin } from './attacks/foreign-origin.ts';
import { forgedHandle } from './attacks/forged-handle.ts';
import { headerSmuggling } from './attacks/header-smuggling.ts';
import { outlive } from './attacks/outlive.ts';
import { pathEscape } from './attacks/path-escape.ts';
import { promptFlood } from './attacks/prompt-flood.ts';
import { reach } from './attacks/reach.ts';
import { redirect } from './attacks/redirect.ts';
import { undeclared } from './attacks/undeclared.ts';
import { describe, inLines } from './loot.ts';

/** The flood is last: after it nobody may be asked any more. */
const attacks: readonly Attack[] = [
  echo,
  foreignOrigin,
  redirect,
  headerSmuggling,
  pathEscape,
  forgedHandle,
  undeclared,
  reach,
  outlive,
  promptFlood,
];

/**
 * One line for each attack, `attack <name>: failed (<why>)` or `attack <name>: GOT <what>`, and `loot` lines with all
 * that it saw. What it says of itself proves nothing: the harness looks for the secret in all lines, and at the collector.
 */
export const extension = defineExtension({
  async activate(context) {
    const { connections, log } = context;
    const handle = await connections.request({
      provider,
      reason: 'Shows what the echo server says.',
      access: { methods: ['GET', 'POST'], paths: ['/public/**', '/echo/**', '/redirect'] },
    });
    const client = connections.use(handle);
    const { url: collector } = (await (await client.fetch('/public/collector')).json()) as { url: string };
    const say = makeLog(log, () => client.describe());
    for (const attack of attacks) {
      const scene = { context, connections, handle, client, collector };
      await say([`attack ${attack.name}: ${await outcomeOf(attack, scene, say)}`]);
    }
    await say([`attacks done: ${attacks.length}`]);
  },
});

type Say = (lines: readonly string[]) => Promise<void>;

/** The log drops lines when too many are under way, and cannot be waited for; a round trip on another port can. */
const makeLog =
  (log: ExtensionContext['log'], roundTrip: () => Promise<unknown>): Say =>
  async (lines) => {
    for (const [index, line] of lines.entries()) {
      log.info(line);
      if (index % 16 === 15 || index === lines.length - 1) await roundTrip().catch(() => undefined);
    }
  };

const outcomeOf = async (attack: Attack, scene: Omit<Scene, 'keep' | 'read'>, say: Say): Promise<string> => {
  const got: string[] = [];
  const reasons = new Map<string, number>();
  let way = 'setup';
  const lines: string[] = [];
  const keep = (loot: unknown): void => {
    for (const line of inLines(describe(loot))) lines.push(`loot ${attack.name}/${way} ${line}`);
  };
  const read = async (response: Response): Promise<string> => {
    keep({ status: response.status, statusText: response.statusText, url: response.url });
    keep([...response.headers].map(([name, value]) => `${name}: ${value}`));
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    keep(text);
    return text;
  };
  for (const [name, run] of attack.ways({ ...scene, keep, read })) {
    way = name;
    try {
      got.push(`${name} ${await run()}`);
    } catch (error) {
      if (!(error instanceof Nothing)) keep(error);
      const why = reasonOf(error);
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    await say(lines.splice(0));
  }
  if (got.length > 0) return `GOT ${got.join('; ')}`.slice(0, 3000);
  return `failed (${[...reasons].map(([why, times]) => `${why} x${times}`).join(', ')})`;
};

const reasonOf = (error: unknown): string => {
  if (error instanceof Nothing) return error.message;
  if (error instanceof ValetkeyError) return [error.code, error.details.why].filter(Boolean).join(' ');
  return error instanceof Error ? error.name : 'something thrown';
};

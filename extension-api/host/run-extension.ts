import { controlContract, type ErrorCode } from '@valetkey/api-contracts';
import { makeConnections } from '../connections.ts';
import type { Extension, ExtensionContext } from '../define-extension.ts';
import { connectPort, type Port } from './connect-port.ts';

const closedCode: ErrorCode = 'port-closed';

/** Of a stack that is told. */
const mostFrames = 5;
/** Well under the silence after which the host takes an extension for hung. */
const heartbeatMs = 1_000;

/** Lines that the broker has not answered yet; more are dropped and counted, so that a flood fills no memory. */
const maxLinesUnderWay = 64;

/**
 * The guest's side of every shell: connects the control port, loads the extension by the shell's own means, and
 * activates it. What the extension gets is frozen, and reaches the broker through the control port alone.
 */
export async function runExtension(powers: {
  readonly port: Port;
  /** Evaluates the entry script, where only extension-api is in scope, and returns its exports. `log` is for its console. */
  readonly load: (log: ExtensionContext['log']) => unknown;
  readonly every: (ms: number, run: () => void) => void;
  /** Applied to whatever is handed to the extension; `harden` where SES runs. */
  readonly harden: <T>(value: T) => T;
}): Promise<void> {
  const { client } = connectPort(controlContract, powers.port, closedCode);
  let underWay = 0;
  let dropped = 0;
  const send = (level: 'info' | 'warn' | 'error', text: string): void => {
    underWay += 1;
    client
      .log({ level, text })
      .catch(() => undefined)
      .then(() => {
        underWay -= 1;
        if (dropped === 0 || underWay > 0) return;
        const lines = dropped;
        dropped = 0;
        send('warn', `[${lines} lines dropped: too many at once]`);
      });
  };
  const say = (level: 'info' | 'warn' | 'error') => (text: string) => {
    const line = String(text).slice(0, 4000);
    if (underWay < maxLinesUnderWay) send(level, line);
    else dropped += 1;
  };
  powers.every(heartbeatMs, () => {
    client.report({ state: 'alive' }).catch(() => undefined);
  });
  const context: ExtensionContext = powers.harden({
    connections: makeConnections(client),
    log: { info: say('info'), warn: say('warn'), error: say('error') },
  });
  const outcome = await activate(powers.load, context);
  // Nobody is left to tell when the port has closed meanwhile.
  await client.report(outcome).catch(() => undefined);
}

type Outcome = { readonly state: 'activated' } | { readonly state: 'failed'; readonly message: string };

const activate = async (
  load: (log: ExtensionContext['log']) => unknown,
  context: ExtensionContext,
): Promise<Outcome> => {
  try {
    await entryOf(load(context.log)).activate(context);
    return { state: 'activated' };
  } catch (error) {
    return { state: 'failed', message: describe(error) };
  }
};

const entryOf = (exports: unknown): Extension => {
  const entry = (exports as { extension?: Extension } | undefined)?.extension;
  if (typeof entry?.activate === 'function') return entry;
  throw new TypeError('The entry script must export `extension`, made by defineExtension.');
};

/** The extension's own error, for its own output: it holds nothing that the extension did not know. */
const describe = (error: unknown): string => {
  try {
    const {
      name = 'Error',
      message = error,
      code,
      stack,
    } = error as Record<'name' | 'message' | 'code' | 'stack', unknown>;
    const what = code === undefined ? String(name) : `${String(name)} ${String(code)}`;
    return [`${what}: ${String(message)}`, ...framesIn(stack)].join('\n').slice(0, 4000);
  } catch {
    return 'The extension threw a value that cannot be described.';
  }
};

/** Of the extension's own script; how a shell got there is of no use to its author. */
const framesIn = (stack: unknown): readonly string[] =>
  typeof stack === 'string'
    ? stack
        .split('\n')
        .filter((line) => /^\s+at .*extension\.js:\d+:\d+\)?$/.test(line))
        .slice(0, mostFrames)
    : [];

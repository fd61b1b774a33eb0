import { defined, ValetkeyError } from '@valetkey/api-contracts';
import type { TokenWaiter } from '../network/errand.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Scrub, SendRequest } from '../network/send.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { isRecent } from '../time/is-recent.ts';
import type { CredentialMemories, Remembered } from './credential-memory.ts';
import { type CredentialValues, type KindPowers, kindOf } from './kinds/index.ts';
import { isRefusedToken, learnFrom, scopesAskedBy } from './kinds/learn.ts';
import { lastingStream } from './lasting-stream.ts';
import { type Scrubber, together } from './redaction/scrubber.ts';
import { environmentForms } from './server-program.ts';
import type { SignInTokensOf } from './sign-in-tokens.ts';
import type { Secret } from './vault/secret.ts';
import type { Vault } from './vault/vault.ts';

/** A credential that was opened: it can be placed on requests, and be looked for in the answers. */
export type Credential = {
  /**
   * To be awaited before a request: fetches a token if there is none that lasts. Undefined: nothing to wait for.
   * It is fetched for as long as one of those who wait is not aborted, here as in `onWire`.
   */
  ready(waiter: TokenWaiter): Promise<void> | undefined;
  /** What `Courier.send` needs to know of it. */
  onWire(waiter: TokenWaiter): OnWire;
  /** Covers every secret of the connection, including tokens and replacements that arrive while this is in use. */
  readonly scrub: Scrub;
  /** One for each of those, and the one for this alone, as of now. */
  readonly inUse: () => readonly Scrubber[];
  readonly own: () => Scrubber;
  /** Of an MCP server that the broker starts: its declared variables, secret ones still closed. */
  readonly environment: Readonly<Record<string, string | Secret>>;
};
type OnWire = Pick<SendRequest, 'inject' | 'learn' | 'identity' | 'pathWithout'>;

export type OpenPowers = KindPowers & {
  readonly vault: Pick<Vault, 'open' | 'epoch'>;
  readonly makeScrubber: (secrets: readonly string[]) => Scrubber;
  readonly memories: CredentialMemories;
  readonly signIn: SignInTokensOf;
};

/** Opening takes 15 us and building the scrubber's tables 130; a burst of requests pays for neither. */
const keptMs = 1_000;

/**
 * Opens a connection's secrets. What was opened serves the uses of the next second, and not a moment longer than the
 * vault stays as it is: a lock, a new secret or a changed connection is seen at the very next use.
 */
export const makeCredentialOpener = (powers: OpenPowers): ((connection: ConnectionInUse) => Credential) => {
  const { vault, memories, now } = powers;
  let opened:
    | { connection: ConnectionInUse; epoch: number; since: number; credential: Credential }
    | undefined;
  let built: { version: string; opened: Opened } | undefined;

  return (connection) => {
    const at = now();
    const epoch = vault.epoch();
    if (opened?.connection === connection && opened.epoch === epoch && isRecent(opened.since, keptMs, at))
      return opened.credential;
    opened = undefined;

    const values = openValues(connection, powers);
    // The same ciphertexts hold the same plaintexts; a form may hold plain fields too (`user:password`).
    const { auth, fields, secretRefs, origins, authorityDigest } = connection;
    const refs = secretRefs.map(({ field, counter }) => [field, counter]);
    const version = JSON.stringify([auth, fields, refs, origins, connection.mcp, authorityDigest]);
    const remembered = memories.of(connection.id, version, kindOf(auth), auth);
    if (built?.version !== version || built.opened.remembered !== remembered) {
      built = { version, opened: openWith(connection, values, remembered, powers) };
    }
    opened = { connection, epoch, since: at, credential: built.opened.credential };
    return opened.credential;
  };
};

type Opened = { readonly credential: Credential; readonly remembered: Remembered };

/** The two halves of the connection's kind, over what was opened. */
const openWith = (
  connection: ConnectionInUse,
  values: CredentialValues,
  remembered: Remembered,
  { makeScrubber, signIn, now, randomBytes }: OpenPowers,
): Opened => {
  const { auth, origins } = connection;
  const kind = kindOf(auth);
  const environment = environmentOf(connection, values);
  const { memory } = remembered;
  const powers: KindPowers = { now, randomBytes };
  const own = scrubberOf(remembered, () =>
    makeScrubber([...kind.forms(auth, values, memory), ...environmentForms(environment)]),
  );
  const inUse = (): readonly Scrubber[] => {
    const known = remembered.inUse();
    // An older version of the connection that is still in use may be known no more.
    return known.has(own()) ? [...known] : [own(), ...known];
  };

  const ready: Credential['ready'] = (waiter) =>
    kind.ready?.(auth, values, memory, {
      now,
      randomBytes,
      origins,
      waiter,
      tokenRequest: remembered.tokenRequest(origins),
      renewTokens: (refused) => signIn.ready(connection, waiter, refused),
    });
  const { learn, pathWithout } = kind;
  const identity = kind.identity?.(auth, values);
  const always: OnWire = {
    inject: (request) => kind.inject(auth, values, request, memory, powers),
    ...defined({
      identity,
      pathWithout: pathWithout && ((path: string) => kind.pathWithout?.(auth, values, path)),
    }),
  };
  const scrub = Object.freeze<Scrub>({
    stream: () => lastingStream(inUse),
    text: (value) => together(inUse()).text(value),
    isInName: (name) => together(inUse()).isInName(name),
  });
  const credential: Credential = Object.freeze({
    ready: kind.ready === undefined ? () => undefined : ready,
    onWire:
      learn === undefined
        ? () => always
        : (waiter: TokenWaiter): OnWire => {
            let sentWith: unknown;
            const note = (said: unknown): void => {
              sentWith = said;
            };
            return {
              ...always,
              inject: (request) => {
                const said = always.inject(request);
                return said instanceof Promise ? said.then(note) : note(said);
              },
              learn: (answer) => {
                const wanted = scopesAskedBy(auth, answer, scrub);
                if (wanted !== undefined) return signIn.widen(connection, wanted).catch(asNetworkError);
                if (!learnFrom(auth, values, answer, memory, powers, sentWith)) {
                  if (!isRefusedToken(auth, answer)) return false;
                  const over = async (): Promise<boolean> => {
                    if (!(await signIn.moved(connection))) return false;
                    await ready(waiter);
                    return true;
                  };
                  return over().catch(asNetworkError);
                }
                return ready(waiter)?.then(() => true, asNetworkError) ?? true;
              },
            };
          },
    scrub,
    inUse,
    own,
    environment,
  });
  return { credential, remembered };
};

/** Rebuilt when the token changes, and shared by all uses of this version of the connection. */
const scrubberOf = (remembered: Remembered, make: () => Scrubber): (() => Scrubber) => {
  const { memory } = remembered;
  if (remembered.scrubber !== undefined) return remembered.scrubber;
  let made = { changes: memory?.changes, scrubber: make() };
  remembered.scrubber = () => {
    if (made.changes !== memory?.changes) made = { changes: memory?.changes, scrubber: make() };
    return made.scrubber;
  };
  return remembered.scrubber;
};

const environmentOf = (
  { mcp, secretRefs }: ConnectionInUse,
  values: CredentialValues,
): Readonly<Record<string, string | Secret>> => {
  if (mcp?.transport !== 'stdio') return {};
  const environment: Record<string, string | Secret> = {};
  for (const [name, value] of Object.entries(mcp.environment)) {
    if ('text' in value) environment[name] = value.text;
    else if (!value.optional || secretRefs.some(({ field }) => field === value.secret))
      environment[name] = values.secret(value.secret);
  }
  return environment;
};

/** What a wait within an exchange rejects with travels through it as one of the network's own. */
const asNetworkError = (error: unknown): never => {
  if (!(error instanceof ValetkeyError)) throw error;
  const { code, details } = error;
  const known = code === 'needs-reconnect' || code === 'token-unavailable' || code === 'not-signed-in';
  const { why } = details;
  throw new NetworkError(known ? code : 'aborted', { ...defined({ why }), cause: error });
};

const openValues = (
  connection: ConnectionInUse,
  { vault, signIn }: { readonly vault: Pick<Vault, 'open'>; readonly signIn: SignInTokensOf },
): CredentialValues => {
  const { id: connectionId, authorityDigest, secretRefs, fields } = connection;
  const secrets = new Map<string, Secret>();
  for (const { field, counter } of secretRefs) {
    const result = vault.open({ connectionId, field, authorityDigest, counter });
    if (!result.ok) throw new ValetkeyError({ code: result.code, why: result.why });
    secrets.set(field, result.secret);
  }
  return {
    secret: (field) => {
      const secret = secrets.get(field);
      if (secret === undefined) throw new ValetkeyError({ code: 'secret-missing' });
      return secret;
    },
    has: (field) => secrets.has(field),
    tokens: () => signIn.current(connection),
    text: (field) => (Object.hasOwn(fields, field) ? String(fields[field]) : undefined),
  };
};

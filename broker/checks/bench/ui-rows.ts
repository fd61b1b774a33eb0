import { defined } from '@valetkey/api-contracts';
import type {
  AuditEntry,
  ConnectionView,
  ExtensionView,
  GrantView,
  LiveCapability,
} from '../../contracts/index.ts';

/** What the settings page is given to draw by `npm run bench:ui`: as varied as what people have. */
const begin = 1_750_000_000_000;
const hour = 3_600_000;
const nth = (prefix: string, n: number): string => `${prefix}_${String(n).padStart(21, '0')}`;
const words = ['alpha', 'beta', 'gamma', 'delta'];

const connectionIdOf = (n: number): ConnectionView['id'] => nth('con', n) as ConnectionView['id'];
const extensionIdOf = (n: number): ExtensionView['id'] =>
  `maker${n}.${words[n % words.length]}` as ExtensionView['id'];

const states = ['ready', 'untested', 'failing', 'needs-reconnect', 'suspended'] as const;
export const connections = (count: number): ConnectionView[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `con_${String(n).padStart(21, '0')}` as ConnectionView['id'],
    providerId: `acme.reader/api${n % 9}` as ConnectionView['providerId'],
    scope: n % 3 === 0 ? 'workspace' : 'user',
    displayName: `Connection ${((n * 7919) % count) + 1} of ${['alpha', 'beta', 'gamma', 'delta'][n % 4]}`,
    fields: { url: `https://api${n % 50}.example.com` },
    createdAt: 1_700_000_000_000 + n,
    updatedAt: 1_700_000_000_000 + n,
    state: states[n % states.length] ?? 'ready',
    origins: [`https://api${n % 50}.example.com`],
    secretFields: [{ field: 'token', saved: true, setAt: 1_700_000_000_000 }],
    ...defined({ lastUsedAt: n % 2 === 0 ? 1_750_000_000_000 - n * 60_000 : undefined }),
    holders: n % 5 === 0 ? 1 : 0,
    grants: { active: n % 4, suspended: 0 },
  }));

export const extensions = (count: number): ExtensionView[] =>
  Array.from({ length: count }, (_, n) => ({
    id: extensionIdOf(n),
    displayName: `Extension ${((n * 7919) % count) + 1} of ${words[n % words.length]}`,
    version: '1.0.0',
    state: n % 9 === 0 ? 'stopped' : 'running',
    since: begin + n,
    canRestart: true,
    canRemove: false,
    live: n % 3 === 0 ? 1 : 0,
    inFlight: 0,
    grants: { active: n % 4, suspended: 0 },
  }));

export const grants = (count: number, held: number): GrantView[] =>
  Array.from({ length: count }, (_, n) => {
    const origins = [`https://api${n % 50}.example.com`];
    return {
      id: nth('gra', n) as GrantView['id'],
      principal: { id: extensionIdOf(n % held), version: '1.0.0', contentDigest: 'a'.repeat(64) as never },
      connectionId: connectionIdOf(n % 200),
      caveats: { methods: ['GET', 'POST'], paths: [`/v1/${words[n % words.length]}/**`], mcpTools: [] },
      reason: `Shows what is new in ${words[n % words.length]}.`,
      authority: {
        providerId: `acme.reader/api${n % 9}` as never,
        providerVersion: 1,
        origins,
        placement: 'the Authorization header',
        scope: 'user',
      } as unknown as GrantView['authority'],
      authorityDigest: 'b'.repeat(64) as never,
      state: n % 40 === 0 ? 'suspended' : 'active',
      standing: n % 40 === 0 ? 'suspended' : 'in-force',
      createdAt: begin - n * hour,
      lastHandleAt: begin - ((n * 7919) % count) * 60_000,
      handles: n,
      tasks: [],
      live: 0,
      inFlight: 0,
    };
  });

export const live = (count: number, held: number): LiveCapability[] =>
  Array.from({ length: count }, (_, n) => ({
    id: nth('cap', n) as LiveCapability['id'],
    extension: extensionIdOf(n % held),
    connectionId: connectionIdOf(n % 200),
    mode: 'always',
    grantId: nth('gra', n * 3) as GrantView['id'],
    caveats: [{ methods: ['GET'], paths: ['/**'], mcpTools: [] }],
    since: begin,
    uses: n,
    inFlight: n % 5 === 0 ? 1 : 0,
  }));

/** Newest first, two for each use. */
export const entries = (count: number, held: number): AuditEntry[] =>
  Array.from({ length: count }, (_, at) => {
    const seq = count - at;
    const use = Math.ceil(seq / 2);
    const ended = seq % 2 === 0;
    return {
      seq,
      at: begin + use * 90_000 + (ended ? 50 : 0),
      link: 'c'.repeat(64) as AuditEntry['link'],
      kind: ended ? 'use.finished' : 'use.intended',
      use: nth('use', use),
      extension: extensionIdOf(use % held),
      connectionId: connectionIdOf(use % 200),
      method: 'GET',
      origin: `https://api${use % 50}.example.com`,
      path: `/v1/${words[use % words.length]}/${use}`,
      ...(ended ? ({ outcome: 'ok', status: 200, durationMs: 41 } as const) : undefined),
    };
  });

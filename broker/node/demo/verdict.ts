import type { AuditEntry, AuditVerdict, Decision } from '@valetkey/api-contracts';
import type { Scan } from './scan-for-canaries.ts';

/** What happened, counted from the outside. Nothing here was said by the code that it is about. */
export type Evidence = {
  readonly answer: Decision | 'asked';
  readonly refusals: number;
  readonly activated: Readonly<Record<string, string>>;
  readonly lines: readonly { readonly who: string; readonly text: string }[];
  readonly audit: readonly AuditEntry[];
  readonly verified: AuditVerdict;
  readonly rawFrames: { readonly tried: number; readonly got: readonly string[] };
  readonly collected: number;
  readonly received: number;
  readonly scan: Scan;
  readonly messages: number;
  readonly prompts: number;
};

export type Check = { readonly ok: boolean; readonly text: string };

const honest = ['acme.registry-reader', 'acme.mcp-tools'];
const hostile = 'mallory.hostile';

/** One line per thing that was to be proved, with its count; a line that is not `ok` fails the demo. */
export const judge = (evidence: Evidence): Check[] => {
  const { audit, answer } = evidence;
  const intents = audit.filter(({ kind }) => kind === 'use.intended');
  const finished = audit.filter(({ kind }) => kind === 'use.finished');
  const served = new Set(
    finished.filter(({ outcome }) => outcome === 'ok').flatMap(({ extension }) => extension ?? []),
  );
  const orphans = finished.filter(
    ({ use, seq }) => !intents.some((intent) => intent.use === use && intent.seq < seq),
  );
  const attacks = attacksIn(evidence.lines);
  const failed = attacks.filter(({ failed: did }) => did);
  const redactions = finished.reduce((sum, entry) => sum + (entry.redactions ?? 0), 0);
  const denied = audit.filter(
    ({ kind, outcome }) => kind === 'consent.answered' && outcome === 'deny',
  ).length;
  const allDenied = denied > 0 && intents.length === 0;
  const usersNo = answer === 'deny' || (answer === 'asked' && allDenied);

  const checks: Check[] = [
    {
      ok: evidence.refusals === 3,
      text: `${evidence.refusals} of 3 servers, each in its own process, refuse a wrong credential`,
    },
  ];
  if (usersNo) {
    checks.push(
      {
        ok: allDenied,
        text: `${denied} requests were denied, and ${intents.length} requests left the machine`,
      },
      { ok: evidence.received === 0, text: `the echo server received ${evidence.received} requests` },
    );
  } else {
    checks.push(
      {
        ok: honest.every((id) => served.has(id as never) && evidence.activated[id] === 'activated'),
        text: `${honest.filter((id) => served.has(id as never)).length} of ${honest.length} honest extensions got authenticated answers and never held a secret`,
      },
      {
        ok: intents.length > 0 && orphans.length === 0,
        text: `${intents.length} uses left the machine, each with an intent line written before (${orphans.length} without)`,
      },
      {
        ok: attacks.length >= 8 && failed.length === attacks.length,
        text: `${failed.length} of ${attacks.length} named attacks of ${hostile} failed: ${attacks.map(({ name }) => name).join(', ')}`,
      },
      { ok: redactions > 0, text: `${redactions} echoes of a secret were scrubbed from answers` },
    );
  }
  checks.push(
    {
      ok: evidence.rawFrames.got.length === 0,
      text: `${evidence.rawFrames.tried - evidence.rawFrames.got.length} of ${evidence.rawFrames.tried} raw comlink attacks from a bare thread closed the port and ran nothing`,
    },
    { ok: evidence.collected === 0, text: `${evidence.collected} bytes reached the thief’s collector` },
    {
      ok: evidence.scan.found.length === 0,
      text: `${evidence.scan.found.length} traces of ${evidence.scan.forms} forms of 3 secrets in ${(evidence.scan.bytes / 1e6).toFixed(1)} MB: ${evidence.messages} port messages, logs, files, collector, this output${evidence.scan.found.length === 0 ? '' : `: ${evidence.scan.found.join(', ')}`}`,
    },
    {
      ok: evidence.verified.ok,
      text: `audit log of ${evidence.verified.entries} entries: chain and seal ${evidence.verified.ok ? 'verified' : `DO NOT FIT at ${evidence.verified.firstBad?.seq} (${evidence.verified.firstBad?.why})`}`,
    },
  );
  return checks;
};

const attacksIn = (lines: Evidence['lines']): { readonly name: string; readonly failed: boolean }[] =>
  lines.flatMap(({ who, text }) => {
    const match = who === hostile ? /^attack ([a-z-]+): (failed|GOT)/.exec(text) : null;
    return match?.[1] === undefined ? [] : [{ name: match[1], failed: match[2] === 'failed' }];
  });

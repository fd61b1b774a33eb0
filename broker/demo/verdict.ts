import type { AuditEntry, AuditVerdict } from '../contracts/audit.ts';
import type { ConsentPrompt, Decision } from '../contracts/consent.ts';
import type { Check } from '../prove/prove-here.ts';
import type { Scan } from '../prove/scan-for-canaries.ts';
import type { ReceivedRequest } from '../shells/node/fixtures/echo-server/report.ts';
import { hostileId, type Line, readAttacks } from './read-attacks.ts';

/** What happened, counted from the outside. Nothing here was said by the code that it is about. */
export type Evidence = {
  readonly answer: Decision | 'asked';
  readonly refusals: number;
  readonly activated: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
  readonly audit: readonly AuditEntry[];
  readonly verified: AuditVerdict;
  readonly rawFrames: { readonly tried: number; readonly got: readonly string[] };
  readonly collected: number;
  /** What the echo server says that it was sent. */
  readonly received: readonly Pick<ReceivedRequest, 'method' | 'target'>[];
  readonly echoOrigin: string;
  readonly scan: Scan;
  readonly prompts: readonly Pick<ConsentPrompt, 'extension'>[];
};

const honest: readonly string[] = ['acme.registry-reader', 'acme.mcp-tools'];
/** So many prompts of one extension may wait at once. */
const mostFurtherPrompts = 4;

/** One line per thing that was to be proved, with its count; a line that is not `ok` fails the demo. */
export const judge = (evidence: Evidence): Check[] => {
  const { answer, audit, rawFrames, scan, verified } = evidence;
  const intents = audit.filter(({ kind }) => kind === 'use.intended').length;
  const answers = audit.filter(({ kind }) => kind === 'consent.answered');
  const denials = answers.filter(({ outcome }) => outcome === 'deny').length;
  const saidNo = answer === 'deny' || (answer === 'asked' && denials > 0 && intents === 0);
  const { refusals } = evidence;
  const { tried, got } = rawFrames;
  const traces = scan.found.length === 0 ? '0 traces' : `TRACES in ${scan.found.join(', ')}`;
  const whole = verified.ok && verified.seal === 'valid';
  const { seq, why = `the seal is ${verified.seal}` } = verified.firstBad ?? {};
  const misfit = `DO NOT FIT at ${seq ?? 'the end'} (${why})`;
  return [
    {
      ok: refusals === 3,
      text: `${refusals} of 3 servers, each in its own process, refuse a wrong credential`,
    },
    ...(saidNo ? whenDenied(evidence, intents, denials) : whenAllowed(evidence, intents)),
    {
      ok: got.length === 0,
      text: `${tried - got.length} of ${tried} raw comlink attacks from a bare thread (raw-frames) closed the port, had the extension stopped, and ran nothing`,
    },
    {
      ok: evidence.collected === 0,
      text: `${evidence.collected} bytes reached the thief’s collector`,
    },
    {
      ok: scan.found.length === 0,
      text: `${traces} of ${scan.forms} forms of ${scan.secrets} secrets in ${(scan.bytes / 1e6).toFixed(1)} MB: ${scan.places.join(', ')}`,
    },
    {
      ok: whole,
      text: `audit log of ${verified.entries} entries: chain and seal ${whole ? 'verified' : misfit}`,
    },
  ];
};

const whenDenied = ({ received }: Evidence, intents: number, denials: number): Check[] => [
  {
    ok: denials > 0 && intents === 0,
    text: `${denials} requests were denied, and ${intents} requests left the machine`,
  },
  { ok: received.length === 0, text: `the echo server received ${received.length} requests` },
];

const whenAllowed = (evidence: Evidence, intents: number): Check[] => {
  const { audit, activated, received, prompts } = evidence;
  const finished = audit.filter(({ kind }) => kind === 'use.finished');
  const served = new Set<string | undefined>(
    finished.filter(({ outcome }) => outcome === 'ok').map(({ extension }) => extension),
  );
  const reached = honest.filter((id) => served.has(id) && activated[id] === 'activated');
  const unannounced = unannouncedIn(evidence).length;
  const attacks = readAttacks(evidence.lines);
  const failed = attacks.filter((attack) => attack.failed).length;
  const further = Math.max(prompts.filter(({ extension }) => extension.id === hostileId).length - 1, 0);
  const redactions = finished.reduce((sum, entry) => sum + (entry.redactions ?? 0), 0);
  return [
    {
      ok: reached.length === honest.length,
      text: `${reached.length} of ${honest.length} honest extensions got authenticated answers and never held a secret`,
    },
    {
      ok: intents > 0 && unannounced === 0,
      text: `${intents} uses left the machine, each with an intent line written before; ${unannounced} of ${received.length} requests that the echo server noted came without one`,
    },
    {
      ok: attacks.length >= 8 && failed === attacks.length && activated[hostileId] === 'activated',
      text: `${failed} of ${attacks.length} named attacks of ${hostileId} failed: ${attacks.map(({ name }) => name).join(', ')}`,
    },
    {
      ok: further <= mostFurtherPrompts,
      text: `${further} prompts came of its flood of 20 requests; at most ${mostFurtherPrompts} may wait`,
    },
    { ok: redactions > 0, text: `${redactions} echoes of a secret were scrubbed from answers` },
  ];
};

/** Ends of uses without a beginning, and requests at the server that nothing in the log announced. */
const unannouncedIn = ({ audit, received, echoOrigin }: Evidence): readonly string[] => {
  const begun = new Set<string>();
  const announced = new Map<string, number>();
  const missing: string[] = [];
  for (const { kind, use = '', method, origin, path = '' } of audit) {
    if (kind === 'use.intended') begun.add(use);
    if (kind === 'use.finished' && !begun.has(use)) missing.push(`the end of ${use}`);
    const request = `${method} ${path}`;
    const leaves = kind === 'use.intended' || kind === 'use.hop';
    if (leaves && origin === echoOrigin) announced.set(request, (announced.get(request) ?? 0) + 1);
  }
  for (const { method, target } of received) {
    const request = `${method} ${target.split('?', 1)[0]}`;
    const left = announced.get(request) ?? 0;
    if (left === 0) missing.push(request);
    announced.set(request, left - 1);
  }
  return missing;
};

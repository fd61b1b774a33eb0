import type { Sample } from './sample.ts';
import { growsBy, slopeOf } from './slope.ts';

type Bound =
  /** In a minute, beyond the noise. */
  | { readonly growth: number }
  /** As a share of its mean, in a minute, beyond the noise. */
  | { readonly share: number }
  | { readonly most: number }
  /** For each grant that was made. */
  | { readonly perGrant: number };

const [kilobyte, megabyte] = [1_024, 1_048_576];
/** Caches are filled by then, and the log is as long as its retention. */
const warmUp = 0.4;

export function judge(
  taken: readonly { readonly minute: number; readonly sample: Sample }[],
  { grants, retention }: { readonly grants: number; readonly retention: number },
): { readonly lines: readonly string[]; readonly grew: readonly string[] } {
  const bounds: Readonly<Record<string, Bound>> = {
    heap: { growth: 2 * megabyte }, // code that gets hot in the first minutes takes one
    external: { growth: megabyte },
    'resident memory': { growth: 24 * megabyte }, // the allocator's affair for the most part
    'open files': { growth: 1 },
    resources: { growth: 2 },
    'fetch against a bare one': { share: 0.25 },
    'secrets.db': { growth: 64 * kilobyte },
    'state.db': { perGrant: 4 * kilobyte }, // revoked grants are kept to look back at
    'audit.db': { growth: 2 * megabyte },
    'write-ahead logs': { most: 48 * megabyte },
    'log rows': { most: 1.1 * retention },
    'lists of tools': { growth: 1 },
    secrets: { growth: 1 },
  };
  const settled = taken.slice(Math.floor(taken.length * warmUp));
  const perMinute = grants / (taken.at(-1)?.minute ?? 1);
  const grew: string[] = [];
  const rows = Object.entries(bounds).map(([name, bound]) => {
    const points = settled.map(({ minute, sample }) => [minute, sample[name] ?? 0] as const);
    const slope = slopeOf(points);
    const most = Math.max(...points.map(([, value]) => value));
    const beyond = growsBy(slope);
    const ok =
      'growth' in bound
        ? beyond <= bound.growth
        : 'share' in bound
          ? beyond <= bound.share * slope.mean
          : 'most' in bound
            ? most <= bound.most
            : beyond <= bound.perGrant * perMinute;
    if (!ok) grew.push(name);
    const [[kind, limit]] = Object.entries(bound) as [[string, number]];
    return [
      name,
      slope.mean,
      slope.slope,
      slope.error,
      most,
      `${kind} ${Number(limit.toPrecision(4))}`,
      ok ? 'ok' : 'GREW',
    ];
  });
  const heads = ['what', 'mean', 'per minute', '+-', 'most', 'bound', ''];
  const cells = [
    heads,
    ...rows.map((row) =>
      row.map((cell) => (typeof cell === 'number' ? String(Number(cell.toPrecision(5))) : cell)),
    ),
  ];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return {
    grew,
    lines: cells.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  };
}

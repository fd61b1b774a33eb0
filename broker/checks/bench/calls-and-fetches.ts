import type { Order, Timing } from './loops.ts';
import { type Measure, measure, median } from './measure.ts';
import type { Bench } from './set-up.ts';

type Run = (order: Order) => Promise<Timing>;

/**
 * In turn, A B A B …: the machine's speed drifts, and a ratio of neighbours does not. The first rounds warm up and
 * are not counted.
 */
const inTurn = async (a: () => Promise<number>, b: () => Promise<number>, rounds: number) => {
  const values: number[] = [];
  const baselines: number[] = [];
  const ratios: number[] = [];
  for (let round = -Math.ceil(rounds / 5); round < rounds; round += 1) {
    const value = await a();
    const baseline = await b();
    if (round < 0) continue;
    values.push(value);
    baselines.push(baseline);
    ratios.push(value / baseline);
  }
  return { value: median(values), baseline: median(baselines), ratio: median(ratios) };
};

const p50 = (run: Run, order: Order) => async () => (await run(order)).p50;
const each = (run: Run, order: Order) => async () => (await run(order)).each;

export const measureCalls = async ({ brokered }: Bench): Promise<Measure[]> => {
  // By the hundred: for seconds at a time threads wake in 10 us or in 30, and both must have been measured in one mode.
  const order = { times: 100, atOnce: 1 };
  const { value, baseline, ratio } = await inTurn(
    p50(brokered, { ...order, call: 'describe' }),
    p50(brokered, { ...order, call: 'raw' }),
    220,
  );
  return [
    measure(
      'call.gate-zod-comlink.p50',
      {
        value,
        unit: 'us',
        ratio,
        baseline: `raw postMessage round trip, same thread (${baseline.toFixed(1)} us)`,
      },
      { atMost: 1.25 },
    ),
  ];
};

export const measureFetches = async ({ brokered, direct }: Bench): Promise<Measure[]> => {
  const small = { call: 'fetch', target: '/public/small' } as const;
  const large = { call: 'fetch', target: `/public/stream?bytes=${1024 * 1024}` } as const;
  const one = { ...small, times: 1_000, atOnce: 1 };
  const many = { ...small, times: 6_000, atOnce: 64 };
  const mega = { ...large, times: 100, atOnce: 1 };

  const latency = await inTurn(p50(brokered, one), p50(direct, one), 11);
  const throughput = await inTurn(each(direct, many), each(brokered, many), 9);
  const megabyte = await inTurn(each(direct, mega), each(brokered, mega), 9);
  // Last: 64 relayed at a time leave main with a heap that its collector walks more often.
  const leastLatency = await inTurn(p50(direct, { ...one, call: 'relay' }), p50(direct, one), 11);
  const leastThroughput = await inTurn(each(direct, many), each(direct, { ...many, call: 'relay' }), 9);
  const leastMegabyte = await inTurn(each(direct, mega), each(direct, { ...mega, call: 'relay' }), 9);
  const rate = (us: number) => `${Math.round(1e6 / us)} requests/s`;
  return [
    measure(
      'fetch.1KB.at-1.p50',
      {
        value: latency.value,
        unit: 'us',
        ratio: latency.ratio,
        baseline: `undici.fetch from a worker (${latency.baseline.toFixed(0)} us)`,
      },
      { atMost: 1.1 },
    ),
    measure(
      'fetch.1KB.at-1.bare-relay',
      {
        value: leastLatency.value,
        unit: 'us',
        ratio: leastLatency.ratio,
        baseline: 'the same, by a process between that does nothing but send, and write one row',
      },
      'none',
    ),
    measure(
      'fetch.1KB.at-64.throughput',
      {
        value: 1e6 / throughput.baseline,
        unit: 'requests/s',
        ratio: throughput.ratio,
        baseline: `undici.fetch from a worker (${rate(throughput.value)})`,
      },
      { atLeast: 1.2 },
    ),
    measure(
      'fetch.1KB.at-64.bare-relay',
      {
        value: 1e6 / leastThroughput.baseline,
        unit: 'requests/s',
        ratio: leastThroughput.ratio,
        baseline: 'the same',
      },
      'none',
    ),
    measure(
      'fetch.1MB.throughput',
      {
        value: 1e6 / megabyte.baseline,
        unit: 'MB/s',
        ratio: megabyte.ratio,
        baseline: `undici.fetch from a worker (${(1e6 / megabyte.value).toFixed(0)} MB/s)`,
      },
      { atLeast: 1 },
    ),
    measure(
      'fetch.1MB.bare-relay',
      {
        value: 1e6 / leastMegabyte.baseline,
        unit: 'MB/s',
        ratio: leastMegabyte.ratio,
        baseline: 'the same',
      },
      'none',
    ),
  ];
};

import {
  type HttpMethod,
  httpMethod,
  type Limits,
  mcpToolPattern,
  pathPattern,
} from '@valetkey/api-contracts';
import type { Replayed } from '../contracts/settings-review.ts';
import { counted } from '../providers/counted.ts';
import { type AskingOptions, askingFrom, limitsWith } from './asking-from.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findGrant, grantIdOf, noSuchGrant } from './govern.ts';
import { printable, printableJson } from './printable.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

type Options = BrokerOptions &
  AskingOptions & {
    readonly allow?: readonly string[];
    readonly tool?: readonly string[];
    readonly since?: number;
    readonly json: boolean;
  };

/**
 * Recorded uses against limits that nobody has set yet. Requests and tools are a proposal for all: where one is named,
 * the rest is none. What is not named at all is as it is now, and so is what asks first.
 */
export async function tryGrant(id: string, options: Options, powers: CommandPowers): Promise<ExitCode> {
  const { allow = [], tool = [], since } = options;
  const grantId = grantIdOf(id);
  const names = allow.length > 0 || tool.length > 0;
  const proposed = { ...(names ? limitsOf(allow, tool) : undefined), ...askingFrom(options) };
  if (Object.keys(proposed).length === 0)
    throw new CommandError(
      `Say what to try: --allow 'GET /repos/**', --tool NAME, --ask or --run. "grants tighten" proposes it for you.`,
    );
  return withBroker(options, powers, async (settings) => {
    const { limits: now } = await findGrant(settings, grantId);
    const limits = limitsWith(now, proposed);
    const replayed = await settings.tryLimits({ grantId, limits, since }).catch(noSuchGrant);
    await writeLines(powers.stdout, options.json ? [printableJson(replayed)] : replayedLines(replayed));
    return exitCodes.ok;
  });
}

/** Every method with every path, as limits are: two `--allow` add up to more than each says. */
const limitsOf = (allow: readonly string[], tools: readonly string[]): Limits => {
  const requests = allow.map((text) => {
    const [, methods = '', path = ''] = /^([A-Za-z,]+) +(\S+)$/.exec(text.trim()) ?? [];
    const parsed = methods.split(',').map((one) => httpMethod.safeParse(one.toUpperCase()).data);
    if (!pathPattern.safeParse(path).success || parsed.includes(undefined))
      throw new CommandError(
        `${JSON.stringify(printable(text))} is not a request: write methods and a path pattern, as in 'GET,HEAD /repos/**'.`,
      );
    return { methods: parsed as HttpMethod[], path };
  });
  const unknown = tools.find((one) => !mcpToolPattern.safeParse(one).success);
  if (unknown !== undefined)
    throw new CommandError(`${JSON.stringify(printable(unknown))} is not the name of a tool.`);
  return {
    methods: [...new Set(requests.flatMap(({ methods }) => methods))],
    paths: [...new Set(requests.map(({ path }) => path))],
    mcpTools: [...tools],
  };
};

/** `10 uses: 4 pass (2 ask first), 6 refused:`, then what was refused and what asks. */
export const replayedLines = ({ uses, pass, refused, more, asks, moreAsks }: Replayed): string[] => {
  const asking = asks.reduce((sum, { count }) => sum + count, moreAsks);
  const lines = [
    ...refused.map((row) => rowText(row, caveatWords[row.caveat])),
    ...moreText(more, 'refused'),
    ...asks.map((row) => rowText(row, 'asks first')),
    ...moreText(moreAsks, 'ask first'),
  ];
  const passing = `${pass} pass${asking === 0 ? '' : ` (${asking} ask first)`}`;
  return [
    `${counted(uses, 'use')}: ${passing}, ${uses - pass} refused${lines.length === 0 ? '.' : ':'}`,
    ...lines,
  ];
};

const rowText = ({ method, path, count }: Replayed['asks'][number], what: string): string =>
  `  ${count}  ${method} ${printable(path, 200)}  (${what})`;

const moreText = (more: number, what: string): string[] =>
  more === 0 ? [] : [`  ${more}  others (${what})`];

const caveatWords: Readonly<Record<Replayed['refused'][number]['caveat'], string>> = {
  methods: 'method',
  paths: 'path',
  mcpTools: 'MCP tool',
  asks: 'redirect that asks',
};

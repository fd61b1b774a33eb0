import { existsSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { asciiOrigin } from '@valetkey/api-contracts';
import { makeConnectionStore } from '../connections/connection-store.ts';
import { isHere } from '../connections/open-workspace.ts';
import { accessSentences } from '../contracts/access-sentences.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import { isLacking, type JudgedNeed, standingWords } from '../contracts/judged-need.ts';
import { needVerdict } from '../contracts/need-verdict.ts';
import { english } from '../contracts/texts/say.ts';
import { counted } from '../providers/counted.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { readWorkspaceFile, workspaceFileName } from '../providers/read-workspace-file.ts';
import { judgeNeeds } from '../settings/judge-needs.ts';
import { stateMigrations } from '../stores/state-migrations.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { otherWay, waysToConnect } from './missing-connections.ts';
import { reading } from './open-to-read.ts';
import { printable, printableJson } from './printable.ts';
import { readRegistry } from './read-registry.ts';
import { workspaceHere } from './workspace-here.ts';
import { writeLines } from './write-lines.ts';

export type CheckOptions = {
  readonly folder: string;
  readonly extension?: readonly string[];
  readonly json: boolean;
};

/**
 * Says which of the connections that a repository needs are there, with the command that sets up each other one. It only
 * reads: no secret is opened, nothing is sent and nothing is made. The file belongs to the author of the repository: what
 * it says stands in quotes, away from the margin.
 */
export async function checkWorkspace(
  named: string | undefined,
  options: CheckOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const workspace = await workspaceHere(named);
  const file = workspace && (await readWorkspaceFile(files, workspace.id));
  if (file === undefined)
    throw new CommandError(
      `There is no ${workspaceFileName} in ${printable(workspace?.id ?? 'this folder', 5_000)}.`,
    );
  if (!file.ok)
    throw new CommandError(
      file.problems.map(({ at, sentence }) => printable(`${at}: ${sentence}`, 600)).join('\n'),
    );
  const providers = await readRegistry(options);
  const connections = (await savedIn(options.folder, powers)).filter((record) => isHere(record, workspace));
  const judged = judgeNeeds(file.needs, connections, providers);
  const { stdout } = powers;
  const commandsOf = (need: JudgedNeed): string[] =>
    need.standing === 'missing'
      ? waysToConnect(need.provider, providers.list(), options, powers, need.fields)
      : [];
  if (options.json)
    await writeLines(
      stdout,
      judged.map((need) => printableJson({ ...need, commands: commandsOf(need) })),
    );
  else {
    const path = printable(join(workspace?.id ?? '', workspaceFileName), 5_000);
    const begin = `${path} names ${counted(judged.length, 'connection')}. The file's author wrote the quoted text.`;
    await writeLines(stdout, [
      begin,
      ...judged.flatMap((need) => linesOf(need, commandsOf(need), providers)),
    ]);
  }
  return judged.some(isLacking) ? exitCodes.failed : exitCodes.ok;
}

/** Where there is no data folder yet, there are none. */
const savedIn = async (
  folder: string,
  { now }: Pick<CommandPowers, 'now'>,
): Promise<readonly ConnectionRecord[]> =>
  existsSync(join(folder, 'state.db'))
    ? reading(folder, 'state.db', stateMigrations, (database) =>
        makeConnectionStore({ database, now }).list(),
      )
    : [];

const linesOf = (need: JudgedNeed, commands: readonly string[], providers: ProviderRegistry): string[] => {
  const { provider, standing, optional, reason, access, fields, origins } = need;
  const server = providers.get(provider)?.provider ?? {};
  const shown = Object.entries(fields).map(([id, value]) => `${id}=${JSON.stringify(value)}`);
  return [
    '',
    `${standingWords[standing]}${optional ? ' (optional)' : ''}  ${provider}${verdict(need)}`,
    `    Why: "${printable(reason, 1_000)}"`,
    ...(access === undefined
      ? []
      : accessSentences(english, access, server).map((one) => `    Access: ${one}`)),
    ...(shown.length === 0 ? [] : [`    Fields: ${printable(shown.join(' '), 3_000)}`]),
    ...(standing === 'missing' && origins.length > 0
      ? [`    Its secret would be sent to: ${origins.map(asciiOrigin).join('  ')}`]
      : []),
    ...commands.flatMap((command, at) => [at === 0 ? 'To set it up:' : otherWay, command]),
  ];
};

const verdict = (need: JudgedNeed): string => {
  const texts = [needVerdict(english, need), nextStep(need)].filter((text) => text !== undefined);
  return texts.length === 0 ? '' : `: ${printable(texts.join(' '), 600)}`;
};

const nextStep = ({ standing, provider, meant }: JudgedNeed): string | undefined => {
  if (standing === 'incomplete') return 'See "connections list".';
  if (standing !== 'unknown-service' || meant !== undefined) return undefined;
  return provider.includes('/')
    ? 'It comes from an extension: give its folder with --extension.'
    : 'See "providers list".';
};

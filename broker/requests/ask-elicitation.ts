import { ValetkeyError } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import type { Live } from '../grants/ledger.ts';
import type { ElicitResult } from '../mcp/person-questions.ts';
import type { Elicitation } from '../mcp/read-elicitation.ts';
import type { LoadedExtension } from '../providers/load-extension.ts';
import { askerOf, shownAsker } from './asker.ts';
import { candidateOf, type RequestPowers } from './request-powers.ts';

/**
 * Asks the person what a server asks, and writes down who asked, for which fields or address, and how it ended: never
 * what was answered. An address is opened when the person has pressed for it. Never rejects.
 */
export async function askElicitation(
  live: Live,
  { server, elicitation }: { readonly server: string; readonly elicitation: Elicitation },
  withdrawn: AbortSignal,
  powers: Pick<
    RequestPowers,
    'resolver' | 'accountOf' | 'prompts' | 'audit' | 'lines' | 'halt' | 'makePromptId'
  > & {
    readonly extensionOf: (id: Live['principal']['id']) => LoadedExtension | undefined;
    readonly openInSystemBrowser: (url: string) => Promise<void>;
  },
): Promise<ElicitResult> {
  const asker = askerOf(powers.extensionOf(live.principal.id));
  if (asker === undefined || powers.halt.stopped()) return { action: 'cancel' };
  const { principal } = asker;
  if (!powers.lines.take(principal.id, 'elicitation')) return { action: 'cancel' };
  const { asks, message, looksSecret } = elicitation;
  const { displayName, origins, authority } = candidateOf(
    powers.resolver.resolve(live.connectionId),
    principal,
    powers.accountOf,
  );
  const about = {
    extension: principal.id,
    connectionId: live.connectionId,
    capabilityId: live.id,
    grantId: live.grantId,
    prompt: powers.makePromptId(),
    method: 'MCP' as const,
    path: `elicitation/create ${subjectOf(elicitation)}`,
    origin: asks.mode === 'url' ? asks.origin : undefined,
  };
  const over = AbortSignal.any([withdrawn, live.signal, powers.halt.signal()]);
  powers.audit.append({ kind: 'elicitation.asked', ...about });
  const ended = (outcome: 'ok' | 'deny' | 'aborted' | 'refused', more: object): void => {
    powers.audit.append({ kind: 'elicitation.answered', ...about, outcome, ...more });
  };
  try {
    const answer = await powers.prompts.askElicitation(
      {
        // Counted together, whichever extension it works for: it is the server that asks.
        owner: `server ${live.connectionId}`,
        read: ({ values }) => asks.mode === 'url' || elicitation.contentOf(values) !== undefined,
        prompt: {
          server: displayText(server, 200),
          connection: { displayName, origins: [...origins], program: authority.mcp },
          extension: shownAsker(asker),
          message,
          looksSecret,
          asks,
        },
      },
      over,
    );
    const { by } = answer;
    if (answer.action !== 'accept' || over.aborted) {
      const declined = answer.action === 'decline' && !over.aborted;
      ended(declined ? 'deny' : 'aborted', { by });
      return { action: declined ? 'decline' : 'cancel' };
    }
    if (asks.mode === 'url') await powers.openInSystemBrowser(asks.address);
    ended('ok', { by });
    powers.lines.giveBack(principal.id, 'elicitation');
    const content = elicitation.contentOf(answer.values);
    return content === undefined ? { action: 'accept' } : { action: 'accept', content };
  } catch (error) {
    ended('refused', { code: error instanceof ValetkeyError ? error.code : 'internal' });
    return { action: 'cancel' };
  }
}

/** What was asked for, as it was shown. */
const subjectOf = ({ asks }: Elicitation): string =>
  asks.mode === 'url'
    ? '(opens an address)'
    : displayText(asks.fields.map(({ label }) => label).join(', '), 300) || '(confirmation)';

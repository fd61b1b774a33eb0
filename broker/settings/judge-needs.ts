import { type ProviderId, plainText, type WorkspaceNeed } from '@valetkey/api-contracts';
import { serves } from '../contracts/alternatives.ts';
import type { ConnectionRecord } from '../contracts/connection.ts';
import type { JudgedNeed } from '../contracts/judged-need.ts';
import { describeAuthority } from '../providers/authority.ts';
import { nearestWord } from '../providers/nearest-word.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { missingOf } from '../resolve/missing-of.ts';

type Judged = Omit<JudgedNeed, keyof WorkspaceNeed> & Partial<Pick<JudgedNeed, 'fields'>>;

/**
 * What of a repository's needs is there, by what is known of connections without their secrets. `connections` are those
 * that are here in its workspace.
 */
export function judgeNeeds(
  needs: readonly WorkspaceNeed[],
  connections: readonly ConnectionRecord[],
  providers: Pick<ProviderRegistry, 'get' | 'offered' | 'list'>,
): JudgedNeed[] {
  const judge = ({ provider: wanted, fields }: WorkspaceNeed): Judged => {
    const service = providers.offered(wanted);
    if (service === undefined) {
      const known = providers.list().map(({ providerId }) => providerId);
      const meant = nearestWord(wanted, known) as ProviderId | undefined;
      // As below: nobody says which of its fields are secret.
      return { standing: 'unknown-service', origins: [], meant, fields: {} };
    }
    const { name } = service.provider;
    const taken = service.provider.fields.filter(({ type }) => type !== 'secret').map(({ id }) => id);
    const unfit = Object.entries(fields).find(([id, value]) => !taken.includes(id) || !isPlain(value))?.[0];
    // What stands there may be a secret after all.
    if (unfit !== undefined) return { standing: 'unfit-field', name, unfit, origins: [], fields: {} };
    const fitting = connections.flatMap((record) => {
      const its = providers.get(record.providerId);
      const fits = Object.entries(fields).every(([id, value]) => record.fields[id] === value);
      return its !== undefined && serves(its, wanted) && fits
        ? [{ record, isWhole: !Object.values(missingOf(record, its.provider)).includes(true) }]
        : [];
    });
    const found = fitting.find(({ isWhole }) => isWhole) ?? fitting[0];
    return {
      standing: found === undefined ? 'missing' : found.isWhole ? 'there' : 'incomplete',
      name,
      connectionName: found?.record.displayName,
      origins: [...(describeAuthority(service, fields)?.origins ?? [])],
    };
  };
  return needs.map(({ scopes: _, ...need }) => ({ ...need, ...judge(need) }));
}

/** What a person cannot see is in no command that they copy, and in no form. */
const isPlain = (value: string | number | boolean): boolean => plainText(String(value)) === String(value);

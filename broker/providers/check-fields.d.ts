import type { ConnectionProvider } from '@valetkey/api-contracts';
import { type FieldProblem, type FieldValue } from './resolve-origins.ts';
export type GivenFields = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Fields whose secret the vault holds already. */
  readonly savedSecrets?: readonly string[];
  /** A connection may be saved before its secrets are entered; then a missing one is no problem. */
  readonly secretsMayFollow?: boolean;
};
export type CheckedFields = {
  /** With defaults filled in, hidden and empty ones left out, addresses in their normal form. Never a secret. */
  readonly fields: Record<string, FieldValue>;
  /** Of the given secrets, those that are asked for with these settings and are in order: the ones to save. */
  readonly secretFields: readonly string[];
  readonly problems: readonly FieldProblem[];
};
type Rules = Pick<ConnectionProvider, 'fields' | 'origins' | 'auth'>;
/**
 * What a user filled in, against what the provider asks for. Sentences never repeat a value.
 * Free of Node modules, so that the settings page can run the same check; the broker's own run is the one that counts.
 */
export declare const checkFields: (provider: Rules, given: GivenFields) => CheckedFields;

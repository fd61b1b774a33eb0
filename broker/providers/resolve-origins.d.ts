import type { ConnectionProvider } from '@valetkey/api-contracts';
export type FieldValue = string | number | boolean;
export type FieldValues = Readonly<Record<string, FieldValue>>;
/** `sentence` is for the person at the form, below the field. */
export type FieldProblem = {
  readonly field: string;
  readonly sentence: string;
};
export type ResolvedOrigins =
  | {
      readonly ok: true /** In the provider's order, at least one; a path without a host goes to the first. */;
      readonly origins: readonly string[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly FieldProblem[];
    };
/** The exact `https://host[:port]` that a connection's secret may go to: all of them, or none. */
export declare const resolveOrigins: (
  provider: Pick<ConnectionProvider, 'origins'>,
  fields: FieldValues,
) => ResolvedOrigins;
/** The field that a template such as `{baseUrl}` takes its origin from. */
export declare const originField: (template: string) => string | undefined;

import type { AnswerRule, ReconnectRule } from '@valetkey/api-contracts';
import { child } from './place.ts';

/** What a declared rule looks at. `json` is absent where there was none, or none that could be read. */
export type JudgedAnswer = {
  readonly status: number;
  /** The values of WWW-Authenticate. */
  readonly challenges: readonly string[];
  readonly json?: { readonly value: unknown };
  /** Absent where nobody looks at it. */
  readonly text?: string;
};

/** RFC 6901, over own properties only. `undefined` where nothing stands. */
export const atPointer = (root: unknown, pointer: string): unknown => {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) return /^(?:0|[1-9]\d{0,5})$/.test(name) ? value[Number(name)] : undefined;
    return child(value, name);
  }, root);
};

export const holds = (rule: AnswerRule, { json }: Pick<JudgedAnswer, 'json'>): boolean => {
  if (json === undefined) return false;
  const found = atPointer(json.value, rule.pointer);
  return 'equals' in rule ? found === rule.equals : found !== undefined && found !== null;
};

/** Whether the service says, in a way that the provider declares, that the credential no longer works. */
export const meansReconnect = (rules: readonly ReconnectRule[] | undefined, answer: JudgedAnswer): boolean =>
  (rules ?? []).some(
    ({ status, answer: rule, text, challenge }) =>
      (status === undefined || status.includes(answer.status)) &&
      (rule === undefined || holds(rule, answer)) &&
      (text === undefined || answer.text?.includes(text) === true) &&
      (challenge === undefined || answer.challenges.some((text) => errorOf(text).includes(challenge))),
  );

/** The `error` parameters of a challenge (RFC 6750, section 3), quoted or as a token. */
const errorOf = (challenge: string): readonly string[] =>
  [...challenge.slice(0, 4096).matchAll(/(?:^|[\s,])error\s*=\s*(?:"([^"\\]*)"|([^\s",]+))/gi)].map(
    ([, quoted, token]) => quoted ?? token ?? '',
  );

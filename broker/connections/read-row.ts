import { type ConnectionRecord, connectionRecord } from '../contracts/connection.ts';
import { type TestResult, testResult } from '../contracts/test-result.ts';
import { parseJson } from '../json/parse-json.ts';

export type RowReading =
  | { readonly ok: true; readonly record: ConnectionRecord }
  | { readonly ok: false; readonly why: string };

/** `why` is for the local log and Settings: it names the place in the row, and never what stands there. */
export const readConnectionRow = (id: string, text: string): RowReading => {
  const json = parseJson(text);
  if (json === undefined) return { ok: false, why: 'The row is not valid JSON.' };
  const parsed = connectionRecord.safeParse(json);
  if (!parsed.success) {
    const step = parsed.error.issues[0]?.path[0];
    const known = typeof step === 'string' && Object.hasOwn(connectionRecord.shape, step);
    return {
      ok: false,
      why: known
        ? `The row’s \`${step}\` does not have the expected form.`
        : 'The row does not have the expected form.',
    };
  }
  if (parsed.data.id !== id) return { ok: false, why: 'The row holds the record of another connection.' };
  return { ok: true, record: frozen(parsed.data) };
};

/** All the way down: the store hands out the same record more than once. */
export const frozen = (record: ConnectionRecord): ConnectionRecord => {
  Object.freeze(record.fields);
  for (const ref of Object.freeze(record.secretRefs)) Object.freeze(ref);
  for (const value of Object.freeze(record.retired ?? [])) Object.freeze(value);
  if (record.workspace !== undefined) Object.freeze(record.workspace);
  return Object.freeze(record);
};

/** A test result that cannot be read is one that was never made: the user can test again. */
export const readTest = (text: string): TestResult | undefined => testResult.safeParse(parseJson(text)).data;

import { applyFrame, type Contract, type Method, releaseFrame } from '@valetkey/api-contracts';
import { measureValue, type ValueLimits, type ValueRefusal } from './measure-value.ts';

export type Violation =
  | ValueRefusal
  | 'unknown-frame'
  | 'unknown-method'
  | 'invalid-input'
  | 'broken-message'
  | 'flood';

export type Admission =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly input: unknown;
      readonly bytes: number;
    }
  | { readonly kind: 'release' }
  | {
      readonly kind: 'violation';
      readonly why: Violation;
      /** Set when the frame was sound enough that its sender can be told. */
      readonly id?: string;
      readonly at?: string;
      readonly expected?: string;
    };

/**
 * The whole policy of the gate, in order. What comes out as a call names one of the contract's own methods and
 * carries an input that its strict schema has made anew; nothing else of the frame goes any further.
 */
export const admitFrame = (data: unknown, contract: Contract, limits: ValueLimits): Admission => {
  const bytes = measureValue(data, limits);
  if (typeof bytes === 'string') return { kind: 'violation', why: bytes };

  const frame = applyFrame.safeParse(data);
  if (!frame.success) {
    const isRelease = releaseFrame.safeParse(data).success;
    return isRelease ? { kind: 'release' } : { kind: 'violation', why: 'unknown-frame' };
  }

  const { id, path, argumentList } = frame.data;
  const [name] = path;
  const method = Object.hasOwn(contract, name) ? contract[name] : undefined;
  if (method === undefined) return { kind: 'violation', why: 'unknown-method', id };

  const input = parsed(method, argumentList[0].value);
  if (input === undefined) return { kind: 'violation', why: 'invalid-input', id };
  if (input.success) return { kind: 'call', id, name, input: input.data, bytes };
  const issue = input.error.issues[0];
  return {
    kind: 'violation',
    why: 'invalid-input',
    id,
    ...(issue === undefined ? {} : { at: placeOf(issue.path), expected: issue.code }),
  };
};

/** Undefined: no answer. A regular expression of a schema that runs out of stack throws, and the sender chose the text. */
const parsed = (method: Method, value: unknown): ReturnType<Method['input']['safeParse']> | undefined => {
  try {
    return method.input.safeParse(value);
  } catch {
    return undefined;
  }
};

/** Keys of a strict schema are ours; a record's keys are the sender's own, and cut short. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 40)}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, 300);

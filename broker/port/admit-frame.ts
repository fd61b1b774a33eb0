import {
  applyFrame,
  bytePlacesInFrame,
  type Contract,
  frameLimitsOf,
  type Measured,
  type Method,
  measurePlainData,
  releaseFrame,
  type ValueLimits,
  type ValueRefusal,
} from '@valetkey/api-contracts';

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
      readonly size: Measured;
    }
  | { readonly kind: 'release' }
  | {
      readonly kind: 'violation';
      readonly why: Violation;
      /** Set when the frame was sound enough that its sender can be told. */
      readonly id?: string;
      readonly at?: string | undefined;
      readonly expected?: string | undefined;
    };

/**
 * The whole policy of the gate, in order. What comes out as a call names one of the contract's own methods and
 * carries an input that its strict schema has copied. Nothing else of the frame goes further.
 */
export function admitFrame(data: unknown, contract: Contract, limits: ValueLimits): Admission {
  const called = methodOf(data, contract) ?? plain;
  const size = measurePlainData(data, frameLimitsOf(called, limits), bytePlacesInFrame(called));
  if (typeof size === 'string') return { kind: 'violation', why: size };

  const frame = applyFrame.safeParse(data);
  if (!frame.success) {
    const isRelease = releaseFrame.safeParse(data).success;
    return isRelease ? { kind: 'release' } : { kind: 'violation', why: 'unknown-frame' };
  }

  const { id, path, argumentList } = frame.data;
  const [name] = path;
  const method = methodNamed(name, contract);
  if (method === undefined) return { kind: 'violation', why: 'unknown-method', id };

  const input = parsed(method, argumentList[0].value);
  if (input === undefined) return { kind: 'violation', why: 'invalid-input', id };
  if (input.success) return { kind: 'call', id, name, input: input.data, size };
  const issue = input.error.issues[0];
  return {
    kind: 'violation',
    why: 'invalid-input',
    id,
    at: issue && placeOf(issue.path),
    expected: issue?.code,
  };
}

const methodNamed = (name: string, contract: Contract): Method | undefined =>
  Object.hasOwn(contract, name) ? contract[name] : undefined;

/** What a frame that names no method is measured as: JSON of ordinary size. */
const plain: Pick<Method, 'largestInput' | 'bytesIn'> = {};

/** Whose limits the frame is measured by; no more of it is looked at before. */
const methodOf = (data: unknown, contract: Contract): Method | undefined => {
  if (typeof data !== 'object' || data === null || !('path' in data)) return undefined;
  const { path } = data;
  const name: unknown = Array.isArray(path) ? path[0] : undefined;
  return typeof name === 'string' ? methodNamed(name, contract) : undefined;
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

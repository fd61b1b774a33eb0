/**
 * Patterns come from manifests and run on what users type and on a manifest's own defaults. V8's engine backtracks:
 * `a?a?a?…aaa` or `(a|a)(a|a)…b` of 200 characters would hold the broker's only thread for years. So patterns are
 * run as a set of threads over the text (Thompson 1968; https://swtch.com/~rsc/regexp/regexp1.html), in time
 * proportional to text times program, whatever they look like. V8 decides single characters only.
 *
 * Same meaning as `new RegExp(source, 'u').test(text)`, for the part of the syntax that can be run this way:
 * literals, classes, escapes of one character, `.`, groups, `|`, `^`, `$`, and `* + ? {n,m}` on one character.
 * Kept free of Node modules: the settings page checks fields with it too.
 */
export type Matcher = ((text: string) => boolean) & {
  /** A text costs no more time than its characters times this. */
  readonly steps: number;
};

type One = { readonly kind: 'one'; readonly accepts: (character: string) => boolean };
type Part =
  | One
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'choice'; readonly options: readonly (readonly Part[])[] }
  | { readonly kind: 'repeat'; readonly one: One; readonly least: number; readonly most: number };
type Step = One | { readonly kind: 'start' | 'end' | 'found' } | { kind: 'fork'; to: number[] };

const mostSteps = 1_000;
const atom =
  /\\(?:[pP]\{[^}]{1,60}\}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[^pPuxckbB1-9])|\[(?:[^\]\\]|\\.)*\]|[^\\[\](){}*+?|^$]/suy;
const quantifier = /(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})\??/y;

/** `undefined`: not in the part of the syntax above, or larger than 1,000 steps. */
export function compilePattern(source: string): Matcher | undefined {
  const tree = parse(source);
  if (tree === undefined) return undefined;
  const steps: Step[] = [];
  emit([tree], steps);
  if (steps.length >= mostSteps) return undefined;
  steps.push({ kind: 'found' });
  return Object.assign((text: string) => run(steps, text), { steps: steps.length });
}

const parse = (source: string): Part | undefined => {
  let at = 0;
  const take = (rule: RegExp): RegExpExecArray | undefined => {
    rule.lastIndex = at;
    const found = rule.exec(source) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  const choice = (): Part | undefined => {
    const options: Part[][] = [[]];
    while (at < source.length && source[at] !== ')') {
      if (take(/\|/y) !== undefined) options.push([]);
      else {
        const part = term();
        if (part === undefined) return undefined;
        options.at(-1)?.push(part);
      }
    }
    return { kind: 'choice', options };
  };
  const term = (): Part | undefined => {
    if (take(/\^/y) !== undefined) return { kind: 'start' };
    if (take(/\$/y) !== undefined) return { kind: 'end' };
    if (take(/\((?:\?:|(?!\?))/y) !== undefined) {
      const inner = choice();
      return inner === undefined || take(/\)(?![*+?{])/y) === undefined ? undefined : inner;
    }
    const text = take(atom)?.[0];
    const one = text === undefined ? undefined : oneOf(text);
    if (one === undefined) return undefined;
    const times = take(quantifier);
    if (times === undefined) return one;
    const [, sign, least = '0', open, most] = times;
    if (sign !== undefined)
      return { kind: 'repeat', one, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    const low = Number(least);
    const high = open === undefined ? low : most === undefined ? Infinity : Number(most);
    return low > high ? undefined : { kind: 'repeat', one, least: low, most: high };
  };
  const whole = choice();
  return at === source.length ? whole : undefined;
};

const oneOf = (text: string): One | undefined => {
  try {
    const rule = new RegExp(`^${text}$`, 'u');
    const known = new Map<string, boolean>();
    const accepts = (character: string): boolean => {
      const before = known.get(character);
      if (before !== undefined) return before;
      const now = rule.test(character);
      if (known.size < 4096) known.set(character, now);
      return now;
    };
    return { kind: 'one', accepts };
  } catch {
    return undefined; // not a regular expression in V8's eyes either
  }
};

const emit = (parts: readonly Part[], steps: Step[]): void => {
  for (const part of parts) {
    if (steps.length >= mostSteps) return;
    if (part.kind === 'choice') emitChoice(part.options, steps);
    else if (part.kind === 'repeat') emitRepeat(part, steps);
    else steps.push(part);
  }
};

const emitChoice = (options: readonly (readonly Part[])[], steps: Step[]): void => {
  const entry: Step = { kind: 'fork', to: [] };
  const exits: number[][] = [];
  steps.push(entry);
  for (const option of options) {
    entry.to.push(steps.length);
    emit(option, steps);
    const exit: Step = { kind: 'fork', to: [] };
    exits.push(exit.to);
    steps.push(exit);
  }
  for (const exit of exits) exit.push(steps.length);
};

const emitRepeat = ({ one, least, most }: Extract<Part, { kind: 'repeat' }>, steps: Step[]): void => {
  for (let count = 0; count < least && steps.length < mostSteps; count += 1) steps.push(one);
  if (most === Infinity) {
    const loop = steps.length;
    steps.push({ kind: 'fork', to: [loop + 1, loop + 3] }, one, { kind: 'fork', to: [loop] });
    return;
  }
  const end = steps.length + 2 * (most - least);
  while (steps.length < end && steps.length < mostSteps) {
    steps.push({ kind: 'fork', to: [steps.length + 1, end] }, one);
  }
};

const run = (steps: readonly Step[], text: string): boolean => {
  const characters = [...text];
  const reachedAt = new Int32Array(steps.length).fill(-1);
  let waiting: number[] = [];
  for (let position = 0; position <= characters.length; position += 1) {
    // A match may begin anywhere: step 0 is entered at every position.
    const entered = [...waiting, 0];
    const next: number[] = [];
    while (entered.length > 0) {
      const index = entered.pop() ?? 0;
      const step = steps[index];
      if (step === undefined || reachedAt[index] === position) continue;
      reachedAt[index] = position;
      const character = characters[position];
      if (step.kind === 'found') return true;
      if (step.kind === 'fork') entered.push(...step.to);
      else if (step.kind === 'start' && position === 0) entered.push(index + 1);
      else if (step.kind === 'end' && position === characters.length) entered.push(index + 1);
      else if (step.kind === 'one' && character !== undefined && step.accepts(character))
        next.push(index + 1);
    }
    waiting = next;
  }
  return false;
};

export type Challenge = {
  /** In lower case, as are the names of the parameters. */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
};

const word = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(
  `(${word})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${word}))[ \\t]*(?:,|$)`,
  'y',
);
const token68 = /[A-Za-z0-9._~+/-]+=*[ \t]*(?:,|$)/y;
const start = new RegExp(`(${word})(?:[ \\t]+|[ \\t]*,|$)`, 'y');

/**
 * The challenges of WWW-Authenticate (RFC 9110, 11.6.1), of one field or several. A comma separates both parameters
 * and challenges, so that which it is shows only in what follows. What does not parse ends the list.
 */
export const challengesIn = (field: string | string[] | undefined): Challenge[] => {
  const text = (typeof field === 'string' ? [field] : (field ?? [])).join(', ');
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    if (/[\s,]/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const current = found.at(-1);
    const given = current === undefined ? undefined : take(parameter);
    if (given !== undefined) {
      const [, name = '', quoted, plain = ''] = given;
      // The first one counts: a second of the same name is somebody's trick.
      if (current?.parameters.has(name.toLowerCase()) === false)
        current.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
      continue;
    }
    const begun = take(start);
    if (begun === undefined) break;
    found.push({ scheme: (begun[1] ?? '').toLowerCase(), parameters: new Map() });
    const before = at;
    // `Negotiate YII...`: data without a name. Not `realm="x"`, which is a parameter.
    if (take(parameter) === undefined) take(token68);
    else at = before;
  }
  return found;
};

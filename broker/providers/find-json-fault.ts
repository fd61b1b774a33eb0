import type { ManifestPlace } from './place.ts';

export type JsonFault = { readonly offset: number; readonly sentence: string };
export type JsonReading = {
  readonly fault: JsonFault | undefined;
  /** Keys that stand twice in one object: JSON.parse keeps the last, a reader may see the first. */
  readonly repeated: readonly { readonly place: ManifestPlace; readonly offset: number }[];
};

const deepest = 64;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

/**
 * JSON.parse says where it stopped in another wording in every engine, or not at all, and quotes what it read. This
 * reads by RFC 8259 and says it once, in our words, without a letter of the document.
 */
export function findJsonFault(text: string): JsonReading {
  let at = 0;
  let fault: JsonFault | undefined;
  const repeated: { place: ManifestPlace; offset: number }[] = [];
  const fail = (sentence: string): false => {
    fault ??= { offset: at, sentence };
    return false;
  };
  const space = (): string | undefined => {
    while (' \t\n\r'.includes(text[at] ?? '-')) at += 1;
    return text[at];
  };
  const take = (rule: RegExp): boolean => {
    rule.lastIndex = at;
    const found = rule.exec(text)?.[0];
    at += found?.length ?? 0;
    return found !== undefined;
  };

  const value = (place: ManifestPlace): boolean => {
    const first = space();
    if (place.length > deepest) return fail(`Nothing may be nested deeper than ${deepest} levels.`);
    if (first === '{') return object(place);
    if (first === '[') return list(place);
    if (first === '"') return string() !== undefined;
    if (take(number) || take(word)) return true;
    if (first === undefined) return fail('The file ends where a value should stand.');
    if (first === "'") return fail('Text must stand in double quotes, not single ones.');
    if (first === '/') return fail('Comments are not allowed in JSON.');
    return fail(
      'A value must stand here: text in double quotes, a number, true, false, null, a list or an object.',
    );
  };

  const string = (): string | undefined => {
    const from = at;
    for (at += 1; text[at] !== '"'; at += 1) {
      const character = text[at];
      if (character === undefined || character === '\n' || character === '\r') {
        fail('The text in quotes must be closed with a double quote on the same line.');
        return undefined;
      }
      if (character < ' ') {
        fail('A control character in text must be written as an escape such as \\t or \\u0000.');
        return undefined;
      }
      if (character === '\\') {
        const escaped = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6))?.[0];
        if (escaped === undefined) {
          fail(
            'A backslash in text must be followed by one of " \\ / b f n r t, or by u and four hexadecimal digits.',
          );
          return undefined;
        }
        at += escaped.length;
      }
    }
    at += 1;
    return JSON.parse(text.slice(from, at)) as string;
  };

  const object = (place: ManifestPlace): boolean => {
    const keys = new Set<string>();
    at += 1;
    if (space() === '}') return take(/\}/y);
    for (;;) {
      const offset = at;
      if (space() === '}') return fail('The comma before the closing } must go.');
      if (text[at] !== '"')
        return fail('A name in double quotes must stand here, or the } that closes the object.');
      const key = string();
      if (key === undefined) return false;
      if (keys.has(key)) repeated.push({ place: [...place, key], offset });
      keys.add(key);
      if (space() !== ':') return fail('A colon must stand between a name and its value.');
      at += 1;
      if (!value([...place, key])) return false;
      if (space() === '}') return take(/\}/y);
      if (text[at] !== ',')
        return fail('A comma must stand between two entries, or a } that closes the object.');
      at += 1;
      space();
    }
  };

  const list = (place: ManifestPlace): boolean => {
    at += 1;
    if (space() === ']') return take(/\]/y);
    for (let index = 0; ; index += 1) {
      if (!value([...place, index])) return false;
      if (space() === ']') return take(/\]/y);
      if (text[at] !== ',')
        return fail('A comma must stand between two elements, or a ] that closes the list.');
      at += 1;
      if (space() === ']') return fail('The comma before the closing ] must go.');
    }
  };

  if (text.startsWith('\ufeff')) fail('The file must be saved as UTF-8 without a byte order mark.');
  else if (value([]) && space() !== undefined) fail('Nothing may follow after the end of the JSON value.');
  return { fault, repeated };
}

/** Lines and columns as an editor counts them, both from 1. */
export const lineAndColumn = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

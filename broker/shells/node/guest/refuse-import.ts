/**
 * `import` before a parenthesis, a comment or a phase (`import.defer(`), as no other use of the word is. Every white
 * space of the language is `\s`. A property of this name is told by the one dot before it; three are a spread.
 */
const dynamicImport = /(?:^|[^.]|\.\.\.)\bimport\s*(?:[(/]|<!--|-->|\.\s*(?:[/<-]|\w+\s*[(/<-]))/;

/**
 * Throws for a script that could import anything. Modules are loaded by Node in the one shell and asked of main in the
 * other, and no script can do it without these characters: text that is made while it runs is not evaluated.
 */
export function refuseImport(source: string): void {
  const found = dynamicImport.exec(source);
  if (found === null) return;
  const at = found.index + found[0].indexOf('import');
  throw new SyntaxError(mayNotOccur('import( … )', source.slice(0, at).split('\n').length));
}

export const mayNotOccur = (text: string, line: number | string): string =>
  `Line ${line} of the entry script holds "${text}", which is not allowed, even in a comment or string, because it would load or run other code. Bundle into one file without dynamic imports, and strip comments.`;

import type { Texts } from '../../contracts/texts/message.ts';
import { checkTexts, makeSay } from '../../contracts/texts/say.ts';
import { htmlText } from '../../html-text.ts';
import { contrast } from './contrast.ts';
import { contrasts, fixedTextGrounds, fixedTexts, type LookColor, lookColors } from './look-colors.ts';

/** How the application that embeds the broker shows its windows and pages. */
export type Look = {
  /** What it calls itself, in 1 to 40 characters. Absent: Valetkey. */
  readonly appName?: string | undefined;
  /** Colors as `#rrggbb`, for light and for dark. People who ask for more contrast keep the pages' own. */
  readonly colors?: Readonly<Partial<Record<LookColor, readonly [light: string, dark: string]>>> | undefined;
  /** Another language. Absent: English. */
  readonly texts?: Texts | undefined;
};

export const nameOfApp = ({ appName = 'Valetkey' }: Look): string => appName;

/** Of the window that holds a question, on every platform. */
export const askingTitle = (look: Look): string =>
  makeSay(look.texts)('{app} asks', { app: nameOfApp(look) });

/** Throws with the place where a name or a color could mislead or cannot be read; else hands the look back. */
export function checkLook(look: Look): Look {
  const { colors = {}, texts } = look;
  if (texts !== undefined) checkTexts(texts);
  if (!/^(?!\s)[^\p{C}\p{Zl}\p{Zp}]{1,40}(?<!\s)$/u.test(nameOfApp(look)))
    throw new Error('appName: must be 1 to 40 visible characters, without a space at either end.');
  for (const [name, pair] of Object.entries(colors)) {
    if (!Object.hasOwn(lookColors, name))
      throw new Error(`colors: ${name} is none of ${Object.keys(lookColors).join(', ')}.`);
    if (pair.length !== 2 || !pair.every((color) => /^#[0-9a-f]{6}$/i.test(color)))
      throw new Error(`colors: ${name} must be two colors as #rrggbb, for light and for dark.`);
  }
  const all = { ...lookColors, ...colors };
  for (const at of [0, 1] as const) {
    const scheme = at === 0 ? 'light' : 'dark';
    for (const { text, place, least } of contrasts)
      refuseFaint(`${text} on ${place}, ${scheme}`, contrast(all[text][at], all[place][at]), least);
    for (const place of fixedTextGrounds)
      for (const text of fixedTexts)
        refuseFaint(
          `the pages’ own ${text[at]} on ${place}, ${scheme}`,
          contrast(text[at], all[place][at]),
          4.5,
        );
  }
  return look;
}

const refuseFaint = (what: string, ratio: number, least: number): void => {
  if (ratio < least)
    throw new Error(`colors: ${what}: the contrast is ${ratio.toFixed(2)}; it must be at least ${least}.`);
};

/** Behind the pages' own style sheet, under the same policy. */
export function styleOf({ colors = {} }: Look): string {
  const lines = Object.entries(colors).map(
    ([name, [light, dark]]) => `${name}: light-dark(${light}, ${dark});`,
  );
  return lines.length === 0 ? '' : `@media not (prefers-contrast: more) { :root { ${lines.join(' ')} } }`;
}

/** The name of the application stands in a page where the build has ours, and its language where that is English. */
export function named(html: string, look: Look): string {
  const { texts } = look;
  const name = htmlText(nameOfApp(look));
  if (texts === undefined) return html.replaceAll('Valetkey', () => name);
  const given = `<html lang="${htmlText(texts.locale)}" data-texts="${htmlText(JSON.stringify(texts))}"`;
  return translated(html, texts)
    .replaceAll(/Valetkey|\{app\}/g, () => name)
    .replace('<html lang="en"', () => given);
}

/** What stands between tags and is a message; the name of the application is where it has a place for it. */
const translated = (html: string, { messages }: Texts): string => {
  const said = new Map(Object.entries(messages));
  return html.replaceAll(/(?<=>)[^<>]+(?=<)/g, (text) => {
    const one = said.get(text.replaceAll('Valetkey', '{app}'));
    return one === undefined ? text : htmlText(one);
  });
};

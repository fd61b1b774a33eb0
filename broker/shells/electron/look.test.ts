import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { german } from '../../contracts/texts/german/index.ts';
import type { Texts } from '../../contracts/texts/message.ts';
import { contrast } from './contrast.ts';
import { checkLook, type Look, named, styleOf } from './look.ts';
import { fixedTexts, lookColors } from './look-colors.ts';
import { pageFile } from './page-files.ts';

const theme = readFileSync(new URL('../../../settings-ui/pages/theme.css', import.meta.url), 'utf8');
const page = readFileSync(new URL('../../../settings-ui/pages/settings.html', import.meta.url), 'utf8');
const ordinary = theme.slice(0, theme.indexOf('@media'));

describe('the colors of an application', () => {
  it('the colors that are replaced are those of the pages’ own theme', () => {
    for (const [name, [light, dark]] of Object.entries(lookColors)) {
      const value = light === dark ? light : `light-dark(${light}, ${dark})`;
      expect(ordinary).toContain(`${name}: ${value};`);
    }
    for (const [light, dark] of fixedTexts) expect(ordinary).toContain(`light-dark(${light}, ${dark})`);
    expect(checkLook({})).toEqual({});
  });

  it('a look that is readable is put behind the pages’ own style, and not where more contrast is wanted', () => {
    const look = checkLook({ colors: { '--vscode-button-background': ['#6b2fa0', '#7a3fb5'] } });
    expect(styleOf(look)).toBe(
      '@media not (prefers-contrast: more) { :root { --vscode-button-background: light-dark(#6b2fa0, #7a3fb5); } }',
    );
    expect(styleOf({})).toBe('');
    expect(pageFile('consent', '/look.css')?.headers['content-security-policy']).toContain(
      "style-src 'self'",
    );
  });

  const black = (ground: string): Look['colors'] => ({
    '--vscode-foreground': ['#000000', '#cccccc'],
    '--vscode-descriptionForeground': ['#000000', '#a0a0a0'],
    '--vscode-textLink-foreground': ['#000000', '#4daafc'],
    '--vscode-focusBorder': ['#000000', '#0078d4'],
    '--vscode-editor-background': [ground, '#1f1f1f'],
  });
  const faint: readonly [string, Look['colors']][] = [
    [
      '--vscode-button-foreground on --vscode-button-background, light: the contrast is 1.00',
      {
        '--vscode-button-background': ['#ffffff', '#0072c9'],
      },
    ],
    [
      '--vscode-foreground on --vscode-editor-background, dark',
      { '--vscode-foreground': ['#3b3b3b', '#333333'] },
    ],
    [
      '--vscode-focusBorder on --vscode-editor-background, light',
      { '--vscode-focusBorder': ['#dddddd', '#0078d4'] },
    ],
    ['the pages’ own #13623a on --vscode-editor-background, light', black('#c89060')],
  ];
  it.each(faint)('a look in which something cannot be read is refused: %s', (sentence, colors) => {
    expect(() => checkLook({ colors: { ...colors } })).toThrow(/contrast|colors/);
    expect(() => checkLook({ colors: { ...colors } })).toThrow(sentence.split(',')[0]);
  });

  it('a color that is anything but #rrggbb, and a token that is not listed, are refused', () => {
    for (const color of ['red', '#fff', '#ffffff; } body { display: none', 'url(https://x.example)'])
      expect(() => checkLook({ colors: { '--vscode-foreground': [color, '#cccccc'] } })).toThrow(
        'as #rrggbb',
      );
    const other = { '--vk-bad': ['#ffffff', '#ffffff'], '--x: 1; } body': ['#ffffff', '#ffffff'] };
    for (const [name, pair] of Object.entries(other))
      expect(() => checkLook({ colors: { [name]: pair } as never })).toThrow('is none of');
  });

  it('contrast is that of WCAG 2.2', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

describe('the language of an application', () => {
  it('the language stands in a page as data, with the page’s own title in it', () => {
    const consent = page.replace('<title>Valetkey<', '<title>Valetkey asks<');
    const html = named(consent, checkLook({ appName: 'Acme', texts: german }));
    expect(html).toContain('<html lang="de" data-texts="{&#34;locale&#34;:&#34;de&#34;');
    expect(html).toContain('Valetkey asks you before each {methods}.');
    expect(html).toContain('<title>Acme fragt</title>');
  });

  it('texts stand in a page as text, whatever they hold, and are refused where one says less than ours', () => {
    const changed = (text: string): Look => ({
      texts: { ...german, messages: { ...german.messages, '{count} more, in Settings': text } },
    });
    const html = named(page, checkLook(changed('{count} "><script>$&')));
    expect(html).toContain('{count} \\&#34;&#62;&#60;script&#62;$&#38;');
    expect(() => checkLook(changed('more'))).toThrow('must contain {count}');
  });
});

describe('the name of an application', () => {
  it('the name stands in a page as text, whatever it holds', () => {
    const html = named(page, checkLook({ appName: `A"<b>$& & 'Co'` }));
    expect(html).toContain('<title>A&#34;&#60;b&#62;$&#38; &#38; &#39;Co&#39;</title>');
    expect(html).toContain('data-app-name="A&#34;&#60;b&#62;$&#38; &#38; &#39;Co&#39;"');
    expect(html).not.toContain('Valetkey');
  });

  it('the first frame of a page is in the language of the texts, which the name does not change', () => {
    const html = named(page, checkLook({ appName: 'A & B', texts: german }));
    expect(html).toContain('</svg>Verbindungen<');
    expect(html).toContain('>A &#38; B wird gestartet…<');
    const given = /data-texts="([^"]*)"/.exec(html)?.[1] ?? '';
    const text = given.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(JSON.parse(text)).toEqual(german);
  });

  it('a text in the first frame of a page stays text, whatever it holds', () => {
    const texts: Texts = { ...german, messages: { ...german.messages, Access: '<img src=x>&amp;' } };
    const html = named('<html lang="en"><p>Access</p></html>', { texts });
    expect(html).toContain('<p>&#60;img src=x&#62;&#38;amp;</p>');
  });

  it.each(['', ' ', ' Acme', 'Acme ', 'a'.repeat(41), 'Ac\nme', 'Ac\u202eme', 'Ac\u200bme'])(
    'the name %j is refused',
    (appName) => {
      expect(() => checkLook({ appName })).toThrow('appName: must be 1 to 40 visible characters');
    },
  );
});

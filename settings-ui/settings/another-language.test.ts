import { expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { markedTexts } from '../../broker/contracts/texts/fixtures/marked-texts.ts';
import { german } from '../../broker/contracts/texts/german/index.ts';
import { beyondTheEdge } from '../fixtures/beyond-the-edge.ts';
import { notInLanguage } from '../fixtures/not-in-language.ts';
import { states } from '../fixtures/states.ts';

const browser = chromiumBefore();
const all = Object.entries(states);

/** No date has a Latin letter, so what has one and is not marked is not translated. */
const texts = markedTexts('zh');

/** What the application, the sample service, its extension and the person have written. */
const data = [
  ...['Valetkey', 'Acme API', 'Every field', 'Use a proxy', 'Europe', 'https://api.acme.example'],
  ...['Team issues', 'My issues', 'Old server', 'Without a secret', 'a test', 'id of Test'],
];

it.for(all)('the state %s of Settings is in the language of the texts', async ([, open]) => {
  const { page, complaints, close } = await open(browser(), undefined, { texts });
  expect(await notInLanguage(page, data)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

it.for(all)('the state %s of Settings in German cuts nothing off in a narrow window', async ([, open]) => {
  const { page, close } = await open(browser(), undefined, { texts: german });
  for (const width of [1_040, 480, 320])
    expect(await beyondTheEdge(page, { width, height: 740 }), `${width}`).toEqual([]);
  await close();
});

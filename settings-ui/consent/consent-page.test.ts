import {
  type ConsentAnswer,
  type ConsentPrompt,
  consentContract,
  namedAtSignIn,
} from '@valetkey/api-contracts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, pageInChromium } from '../../broker/checks/fixtures/page-in-chromium.ts';
import { openGate } from '../../broker/port/gate.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { beyondTheEdge } from '../fixtures/beyond-the-edge.ts';

const authority = (origin: string) => ({
  providerId: 'http',
  providerVersion: 1,
  origins: [origin],
  placement: 'Bearer token in the Authorization header, from the field token',
});
const choice = (letter: string, scope: string) => ({
  connectionId: `con_${letter.repeat(21)}`,
  displayName: `Connection ${letter}`,
  scope,
  origins: [`https://${letter}.example.com`],
  authority: authority(`https://${letter}.example.com`),
});
const tool = (name: string, effect: string, description = `${name}.`) => ({
  name,
  effect,
  description,
  definition: '{}',
  digest: '0'.repeat(64),
});
const tools = [tool('look', 'reads'), tool('remove', 'may-destroy', 'Removes\u202e it <b>now</b>.')];
/** As full as a prompt can be: two choices, and one of them changed since it was allowed, its tools too. */
const prompt = {
  nonce: 'n'.repeat(22),
  extension: { id: 'acme.reader', displayName: 'Reader', publisher: 'acme', version: '1.0.0', known: false },
  reason: 'To read what is new.',
  provider: { id: 'http', name: 'HTTP service', contributedBy: 'built in' },
  choices: [
    {
      ...choice('w', 'workspace'),
      before: authority('https://old.example.com'),
      tools,
      fetchReachesMcp: true,
      toolChanges: {
        added: [tools[1]],
        removed: [],
        changed: [{ before: tool('look', 'reads', 'Then.'), now: tools[0] }],
      },
    },
    choice('u', 'user'),
  ],
  access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'], mcpCallbacks: ['sampling'] },
  expiresAt: 4_000_000_000_000,
} as unknown as ConsentPrompt;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const open = async (answers: ConsentAnswer[], shown: ConsentPrompt = prompt) =>
  pageInChromium(browser, 'consent', (transport) => {
    openGate({
      contract: consentContract,
      transport,
      facet: {
        current: () => ({ prompt: shown }),
        answer: (answer) => {
          answers.push(answer);
          return { accepted: true };
        },
        answerChange: () => ({ accepted: false }),
      },
      onViolation: (why) => answers.push(why as never),
      onClosed: () => undefined,
      onInternalError: (error) => answers.push(error as never),
    });
  });

it('axe finds nothing in the consent page, inert and not, in every theme', async () => {
  const { page, complaints, close } = await open([]);
  const found: string[] = [];
  for (const inert of [true, false]) {
    await expect.poll(() => page.getByRole('button', { name: 'Allow once' }).isDisabled()).toBe(inert);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const contrast of ['no-preference', 'more'] as const) {
        await page.emulateMedia({ colorScheme, contrast });
        found.push(...(await axeFindings(page)));
      }
    }
  }
  await page.emulateMedia({ forcedColors: 'active' });
  found.push(...(await axeFindings(page)));
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
}, 30_000);

it('draws in bold, of where the secret would go, the part that somebody has registered', async () => {
  const bold = {
    'https://api.shop.example.co.uk': 'example.co.uk',
    'https://api.example.com.shop.example.com.br:8443': 'example.com.br',
    'http://192.168.0.7:8080': '192.168.0.7',
    'http://localhost:3000': 'localhost',
  };
  const [first] = prompt.choices;
  const { page, close } = await open([], {
    ...prompt,
    choices: [{ ...first, origins: Object.keys(bold) }],
  } as ConsentPrompt);
  const origins = page.locator('section.origins .origin');
  await origins.first().waitFor();
  expect(await origins.allTextContents()).toEqual(Object.keys(bold));
  const drawn = origins.evaluateAll((all) =>
    all.map((one) => {
      const heavy = (element: Element) => Number(getComputedStyle(element).fontWeight) >= 600;
      return { all: heavy(one), bold: [...one.children].filter(heavy).map((part) => part.textContent) };
    }),
  );
  expect(await drawn).toEqual(Object.values(bold).map((part) => ({ all: false, bold: [part] })));
  await close();
}, 30_000);

it('says where a sign-in is kept up, and of a discovered one that nobody knows yet', async () => {
  const [first] = prompt.choices;
  const identityProvider = { at: ['https://id.example.com/token'], client: 'app' };
  const signIn = { origins: ['https://login.example.com'], client: 'x', identityProvider };
  for (const [said, expected] of [
    [signIn, ['https://login.example.com']],
    [{ ...signIn, origins: [], issuer: namedAtSignIn }, ['whoever the MCP server names when you sign in']],
  ] as const) {
    const { page, close } = await open([], {
      ...prompt,
      choices: [{ ...first, authority: { ...first?.authority, signIn: said } }],
    } as ConsentPrompt);
    const section = (head: string) =>
      page.locator('section', { has: page.getByRole('heading', { name: head }) });
    const keptUpAt = section('Its sign-in is kept up at').locator('li');
    await keptUpAt.first().waitFor();
    expect(await keptUpAt.allTextContents()).toEqual(expected);
    expect(await section('which alone gets your ID token').locator('li').allTextContents()).toEqual(
      identityProvider.at,
    );
    await close();
  }
}, 30_000);

it('has everything in sight in a window at 200 %: no answer is cut off, and what may be taken away stands line by line', async () => {
  const access = { ...prompt.access, mcpCallbacks: ['sampling', 'elicitation', 'roots'] };
  const { page, close } = await open([], { ...prompt, access } as ConsentPrompt);
  await page.getByRole('button', { name: 'Deny' }).waitFor();
  expect(await beyondTheEdge(page, { width: 270, height: 330 })).toEqual([]);
  const answers = page.locator('footer .button');
  const bottoms = await answers.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().bottom));
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(330);
  await page.setViewportSize({ width: 540, height: 660 });
  const boxes = page.locator('.callbacks input');
  const lefts = await boxes.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  expect(lefts).toHaveLength(3);
  expect(new Set(lefts).size).toBe(1);
  await close();
}, 30_000);

it('is answered by keyboard: the other connection, then the key for Allow, after it was read', async () => {
  const answers: ConsentAnswer[] = [];
  const { page, close } = await open(answers);
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText('https://u.example.com').first().waitFor();
  expect(await page.getByRole('button', { name: 'Always allow' }).isDisabled()).toBe(true);
  await expect.poll(() => page.getByRole('button', { name: 'Always allow' }).isDisabled()).toBe(false);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => answers)
    .toEqual([{ nonce: 'n'.repeat(22), decision: 'always', connectionId: `con_${'u'.repeat(21)}` }]);
  await close();
}, 30_000);

it('shows what the server says of its tools as its words, what changed, and when it would ask', async () => {
  const answers: ConsentAnswer[] = [];
  const { page, close } = await open(answers);
  const text = (await page.getByRole('main').textContent()) ?? '';
  expect(text).toContain('“Removes\\u{202E} it <b>now</b>.”');
  expect(text).toContain('may change or delete, it says');
  expect(text).toContain('Nobody has checked them.');
  expect(text).toContain('Call every MCP tool with plain requests, too.');
  for (const said of ['Then.', 'look.', 'was not there']) expect(text).toContain(said);
  const ask = (name: string) => page.getByRole('checkbox', { name: `Ask me at each call of ${name}` });
  expect([await ask('look').isChecked(), await ask('remove').isChecked()]).toEqual([false, true]);
  await ask('look').check();
  await ask('remove').uncheck();
  const always = page.getByRole('button', { name: 'Always allow' });
  await expect.poll(() => always.isDisabled()).toBe(false);
  await always.click();
  await expect
    .poll(() => answers)
    .toMatchObject([
      { decision: 'always', mcpAsking: { rule: 'destructive', always: ['look'], never: ['remove'] } },
    ]);
  await close();
}, 30_000);

it('asks about one call with all that it would send, and has no "always" for that', async () => {
  const answers: ConsentAnswer[] = [];
  const parts = [{ name: 'arguments.path', value: '"/tmp<img src=x>"', cut: 7 }];
  const call = { tool: tools[1], parts, more: 3 };
  const { page, complaints, close } = await open(answers, {
    ...prompt,
    choices: prompt.choices.slice(0, 1),
    call,
  } as ConsentPrompt);
  const text = (await page.getByRole('main').textContent()) ?? '';
  for (const said of ['arguments.path', '"/tmp<img src=x>"', '7 characters more', '3 arguments more'])
    expect(text).toContain(said);
  expect(text).toContain('https://w.example.com');
  expect(await page.getByRole('button', { name: 'Always allow' }).count()).toBe(0);
  const allow = page.getByRole('button', { name: 'Allow this call' });
  expect(await allow.isDisabled()).toBe(true);
  await expect.poll(() => allow.isDisabled()).toBe(false);
  expect(await axeFindings(page)).toEqual([]);
  await allow.click();
  await expect
    .poll(() => answers)
    .toEqual([{ nonce: 'n'.repeat(22), decision: 'once', connectionId: `con_${'w'.repeat(21)}` }]);
  expect(complaints).toEqual([]);
  await close();
}, 30_000);

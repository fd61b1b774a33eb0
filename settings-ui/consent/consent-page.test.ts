import { type ConsentAnswer, type ConsentPrompt, namedAtSignIn } from '@valetkey/broker/contracts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chromiumBefore } from '../../broker/checks/fixtures/chromium-before.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { beyondTheEdge } from '../fixtures/beyond-the-edge.ts';
import { openConsent } from '../fixtures/open-consent.ts';

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
  state: 'ready',
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

const browser = chromiumBefore();

const open = async (answers: ConsentAnswer[], shown: ConsentPrompt = prompt, place = { at: 1, of: 1 }) =>
  openConsent(
    browser(),
    {
      current: () => ({ prompt: shown }),
      answer: (answer) => {
        answers.push(answer);
        return { accepted: true };
      },
      place: () => ({ ...place }),
    },
    { told: (what) => answers.push(what as never) },
  );

it('axe finds no problem in the consent page, inert and not, in every theme', async () => {
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
});

it('the consent page shows the registered part of each destination in bold', async () => {
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
});

it('the consent page names the way to sign in beside the connection and as the service', async () => {
  const [first, second] = prompt.choices;
  const choices = [first, { ...second, way: 'HTTP service (sign in)' }];
  const { page, close } = await open([], { ...prompt, choices } as ConsentPrompt);
  const service = page.locator('section.connection');
  await service.getByText('Service: HTTP service, built in').waitFor();
  await page.getByRole('radio').nth(1).check();
  await service.getByText('Service: HTTP service (sign in), built in').waitFor();
  expect(await page.locator('label.choice').allInnerTexts()).toEqual([
    expect.not.stringContaining('(sign in)'),
    expect.stringContaining('HTTP service (sign in)'),
  ]);
  await close();
});

it('the consent page draws the name of a service as foreign, apart from who describes it', async () => {
  const provider = { ...prompt.provider, name: 'GitHub, built in. Ask', contributedBy: 'acme.evil' };
  const { page, close } = await open([], { ...prompt, provider } as ConsentPrompt);
  const service = page.locator('section.connection p', { hasText: 'Service: ' });
  expect(await service.textContent()).toBe('Service: GitHub, built in. Ask, described by acme.evil');
  expect(await service.locator('b.theirs').allInnerTexts()).toEqual(['GitHub, built in. Ask']);
  await close();
});

it('the consent page says where a sign-in is handled, and that a discovered place is not known yet', async () => {
  const [first] = prompt.choices;
  const identityProvider = { at: ['https://id.example.com/token'], client: 'app' };
  const signIn = { origins: ['https://login.example.com'], client: 'x', identityProvider };
  for (const [said, expected] of [
    [signIn, ['https://login.example.com']],
    [
      { ...signIn, origins: [], issuer: namedAtSignIn },
      ['the authorization server that the MCP server names when you sign in'],
    ],
  ] as const) {
    const { page, close } = await open([], {
      ...prompt,
      choices: [{ ...first, authority: { ...first?.authority, signIn: said } }],
    } as ConsentPrompt);
    const section = (head: string) =>
      page.locator('section', { has: page.getByRole('heading', { name: head }) });
    const keptUpAt = section('Its sign-in is handled by').locator('li');
    await keptUpAt.first().waitFor();
    expect(await keptUpAt.allTextContents()).toEqual(expected);
    expect(
      await section('Your ID token is sent only to the identity provider').locator('li').allTextContents(),
    ).toEqual(identityProvider.at);
    await close();
  }
});

it('the consent page at 200 % cuts off no answer and shows each callback on its own line', async () => {
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
});

it('the consent page works by keyboard: choose the other connection, then allow, after the reading time', async () => {
  const answers: ConsentAnswer[] = [];
  const { page, close } = await open(answers);
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText('https://u.example.com').first().waitFor();
  expect(await page.getByRole('button', { name: 'Always allow' }).isDisabled()).toBe(true);
  await expect.poll(() => page.getByRole('button', { name: 'Always allow' }).isDisabled()).toBe(false);
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  for (let tabs = 0; tabs < 20 && !(await focused()).includes('Always allow'); tabs += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => answers)
    .toEqual([{ nonce: 'n'.repeat(22), decision: 'always', connectionId: `con_${'u'.repeat(21)}` }]);
  await close();
});

it('the consent page allows less than was asked for: read only, without a path, for an hour', async () => {
  const answers: ConsentAnswer[] = [];
  const access = {
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    paths: ['/repos/**', '/admin/**'],
    mcpTools: ['look', 'remove'],
  };
  const choices = prompt.choices.map((choice) => ({ ...choice, costUnit: 'credits' }));
  const { page, complaints, close } = await open(answers, { ...prompt, access, choices } as ConsentPrompt);
  await page.getByText('Allow less').click();
  const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
  await page.getByRole('button', { name: 'Read only' }).click();
  expect(await Promise.all(['GET', 'HEAD', 'POST', 'DELETE'].map((name) => box(name).isChecked()))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
  await box('/admin/**').uncheck();
  await box('remove').uncheck();
  await page.getByRole('radio', { name: 'In 1 hour' }).check();
  await page.getByRole('combobox', { name: 'Uses a day' }).selectOption('At most 100');
  expect(await page.getByRole('combobox', { name: 'Data a day' }).isVisible()).toBe(false);
  await page.getByText('More limits').click();
  await page.getByRole('combobox', { name: 'Data a day' }).selectOption('At most 10 MB');
  await page.getByRole('combobox', { name: 'Tool calls a day' }).selectOption('At most 10');
  await page.getByRole('combobox', { name: 'Cost a day' }).selectOption('At most 1,000 credits');
  expect(await axeFindings(page)).toEqual([]);
  expect(await beyondTheEdge(page, { width: 540, height: 660 })).toEqual([]);
  const before = Date.now();
  const always = page.getByRole('button', { name: 'Always allow' });
  // A press does nothing for a second after the window has changed its size, which the page may just be noticing.
  const press = async (): Promise<boolean> => {
    if (answers.length === 0) await always.click();
    return answers.length > 0;
  };
  await expect.poll(press).toBe(true);
  const [answer] = answers;
  const limits = answer?.decision === 'deny' ? undefined : answer?.limits;
  expect(limits).toMatchObject({
    methods: ['GET', 'HEAD'],
    paths: ['/repos/**'],
    mcpTools: ['look'],
    usesPerDay: 100,
    bytesPerDay: 10_000_000,
    callsPerDay: 10,
    costPerDay: 1_000,
  });
  expect((limits?.expiresAt ?? 0) - before - 3_600_000).toBeLessThan(60_000);
  expect((limits?.expiresAt ?? 0) - before).toBeGreaterThanOrEqual(3_600_000);
  expect(complaints).toEqual([]);
  await close();
});

it('the consent page begins with what the person took from an earlier grant, and shows it', async () => {
  const answers: ConsentAnswer[] = [];
  const [first] = prompt.choices;
  const access = { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] };
  const choices = [{ ...first, limits: { methods: ['GET'], usesPerDay: 10 } }];
  const { page, close } = await open(answers, { ...prompt, access, choices } as ConsentPrompt);
  await page.getByText('Your earlier limits still apply.').waitFor();
  expect(await page.getByRole('checkbox', { name: 'DELETE', exact: true }).isChecked()).toBe(false);
  const always = page.getByRole('button', { name: 'Always allow' });
  await expect.poll(() => always.isDisabled()).toBe(false);
  await always.click();
  await expect.poll(() => answers.length).toBe(1);
  expect(answers[0]).toMatchObject({ limits: { methods: ['GET'], usesPerDay: 10 } });
  await close();
});

it('the consent page marks what is asked for beyond an earlier grant', async () => {
  const [first] = prompt.choices;
  const also = [{ methods: ['DELETE'], paths: ['/**'], mcpTools: [] }];
  const { page, close } = await open([], { ...prompt, choices: [{ ...first, also }] } as ConsentPrompt);
  await page.getByText('New: Send DELETE requests at every path.').waitFor();
  await close();
});

it('the consent page shows a server’s tools in its own words, what changed, and when it would ask', async () => {
  const answers: ConsentAnswer[] = [];
  const { page, close } = await open(answers);
  const text = (await page.getByRole('main').textContent()) ?? '';
  expect(text).toContain('“Removes\\u{202E} it <b>now</b>.”');
  expect(text).toContain('claims that it may change or delete');
  expect(text).toContain('Nobody has checked them.');
  expect(text).toContain('Call every MCP tool with plain requests too.');
  for (const said of ['Then.', 'look.', 'was not there']) expect(text).toContain(said);
  const ask = (name: string) => page.getByRole('checkbox', { name: `Ask before each call of ${name}` });
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
});

it('the consent page shows all that one call would send, and has no "always" for it', async () => {
  const answers: ConsentAnswer[] = [];
  const parts = [{ name: 'arguments.path', value: '"/tmp<img src=x>"', cut: 7 }];
  const call = { tool: tools[1], parts, more: 3 };
  const { page, complaints, close } = await open(answers, {
    ...prompt,
    choices: prompt.choices.slice(0, 1),
    call,
  } as ConsentPrompt);
  const text = (await page.getByRole('main').textContent()) ?? '';
  for (const said of ['arguments.path', '"/tmp<img src=x>"', '7 more characters', '3 more arguments'])
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
});

it('the consent page asks before DELETE under "always", unless the person chooses otherwise', async () => {
  const access = { methods: ['GET', 'POST', 'DELETE'], paths: ['/**'], mcpTools: [] };
  for (const [pressed, chosen, runs, limits] of [
    ['Always allow', undefined, '', { asks: ['DELETE'] }],
    ['Always allow', 'before each POST, DELETE', '', { asks: ['POST', 'DELETE'] }],
    [
      'Always allow',
      'before each POST, DELETE',
      ' POST /search/**\nGET /a\nPOST search\n',
      { asks: ['POST', 'DELETE'], runs: ['POST /search/**'] },
    ],
    ['Always allow', 'before no request', '', undefined],
    ['Allow once', undefined, 'DELETE /a', undefined],
  ] as const) {
    const answers: ConsentAnswer[] = [];
    const { page, close } = await open(answers, { ...prompt, access } as ConsentPrompt);
    const ask = page.getByRole('combobox', { name: 'With Always allow, ask me' });
    await ask.waitFor();
    if (chosen !== undefined) await ask.selectOption(chosen);
    if (runs !== '') {
      await page.getByText('Do not ask for these requests').click();
      await page.getByRole('textbox', { name: /^One request per line/ }).fill(runs);
      await page.getByText('Access ends').click();
      expect(await axeFindings(page)).toEqual([]);
    }
    if (runs.includes('GET'))
      await page.getByText('Not understood, so Valetkey asks: GET /a, POST search').waitFor();
    const button = page.getByRole('button', { name: pressed });
    await expect.poll(() => button.isDisabled()).toBe(false);
    await button.click();
    await expect.poll(() => answers.length).toBe(1);
    const [answer] = answers;
    expect(answer?.decision === 'deny' ? 'denied' : answer?.limits).toEqual(limits);
    await close();
  }
});

it('the consent page shows all that one request would send, and has no "always" for it', async () => {
  const answers: ConsentAnswer[] = [];
  const call = {
    method: 'DELETE',
    origin: 'https://api.example.com',
    target: '/repos/<b>?force=1',
    headers: [{ name: 'prefer', value: 'x', cut: 2 }],
    body: { bytes: 9_000, lines: ['{', '  "why": "<img src=x>\u202e"', '}'], cut: 8_900 },
  };
  const choices = prompt.choices.slice(0, 1);
  const { page, complaints, close } = await open(answers, { ...prompt, choices, call } as ConsentPrompt);
  const main = page.getByRole('main');
  await main.getByText('To read what is new.').waitFor();
  const text = (await main.textContent()) ?? '';
  for (const said of [
    'https://api.example.com',
    'DELETE /repos/<b>?force=1',
    '{\n  "why": "<img src=x>\\u{202E}"\n}\n',
    'And 8,900 more characters not shown.',
    'and 2 more characters not shown',
  ])
    expect(text).toContain(said);
  expect(await page.getByRole('button', { name: 'Always allow' }).count()).toBe(0);
  expect(await beyondTheEdge(page, { width: 540, height: 660 })).toEqual([]);
  const allow = page.getByRole('button', { name: 'Allow this request' });
  await expect.poll(() => allow.isDisabled()).toBe(false);
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'request');
  await allow.click();
  await expect
    .poll(() => answers)
    .toEqual([{ nonce: 'n'.repeat(22), decision: 'once', connectionId: `con_${'w'.repeat(21)}` }]);
  expect(complaints).toEqual([]);
  await close();
});

it('the first heading of consent names the extension, the connection, what it does and the host', async () => {
  const [, own] = prompt.choices;
  const { page, close } = await open([], {
    ...prompt,
    extension: { ...prompt.extension, displayName: 'Registry Reader' },
    choices: [{ ...own, displayName: 'My registry', origins: ['https://registry.npmjs.org'] }],
    access: { methods: ['GET'], paths: ['/**'], mcpTools: [] },
  } as ConsentPrompt);
  const heading = page.getByRole('heading').first();
  await heading.waitFor();
  expect((await heading.textContent())?.replace(/\s+/g, ' ').trim()).toBe(
    'Registry Reader wants to use My registry to read at https://registry.npmjs.org',
  );
  expect(await heading.locator('strong').allTextContents()).toEqual(['npmjs.org']);
  const looks = await page.locator('footer .button').evaluateAll((all) =>
    all.map((one) => {
      const { color, backgroundColor, fontWeight } = getComputedStyle(one);
      return [color, backgroundColor, fontWeight].join();
    }),
  );
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Deny');
  await expect.poll(() => page.getByRole('button', { name: 'Allow once' }).isDisabled()).toBe(false);
  expect(looks).toHaveLength(3);
  const awake = await page
    .locator('footer .button')
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
  expect(new Set(awake).size, 'the three answers look alike').toBe(1);
  await picture(page, 'one');
  await close();
});

/** 496 that cannot be used, and this many that can, as main orders them. */
const many = (ready: number): ConsentPrompt => {
  const named = (name: string, state: string, more: object, at: number) => ({
    ...choice('u', 'user'),
    connectionId: `con_${String(at).padStart(21, '0')}`,
    displayName: name,
    state,
    ...more,
  });
  const choices = [
    ...Array.from({ length: ready }, (_, at) => named(`Ready ${at + 1}`, 'ready', {}, at)),
    ...Array.from({ length: 496 }, (_, at) =>
      named(`Empty ${at + 1}`, 'needs-reconnect', { stateReason: 'secret-missing' }, 1_000 + at),
    ),
  ];
  const access = { methods: ['GET'], paths: ['/**'], mcpTools: [] };
  return { ...prompt, choices, access } as unknown as ConsentPrompt;
};
const height = (page: Page): Promise<number> => page.locator('main').evaluate((one) => one.scrollHeight);

it('of 496 connections without a secret and one that is ready, the ready one is chosen in a page of 900 px', async () => {
  const answers: ConsentAnswer[] = [];
  const shown = many(1);
  const { page, complaints, close } = await open(answers, shown);
  await page.getByRole('heading', { name: /Ready 1/ }).waitFor();
  expect(await page.getByRole('radio', { name: /^(?:Ready|Empty)/ }).count()).toBe(1);
  expect(await page.getByRole('searchbox').count()).toBe(0);
  expect(await height(page)).toBeLessThanOrEqual(900);
  const folded = page.getByText('Cannot be used now (496)');
  await folded.click();
  await page.getByText('Empty 1: Enter the secret to use this connection.').waitFor();
  expect(await height(page)).toBeLessThanOrEqual(900);
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'many');
  const once = page.getByRole('button', { name: 'Allow once' });
  await expect.poll(() => once.isDisabled()).toBe(false);
  await once.click();
  await expect.poll(() => answers).toMatchObject([{ connectionId: shown.choices[0]?.connectionId }]);
  expect(complaints).toEqual([]);
  await close();
});

it('consent has a search from eight connections on, and the chosen one stays in sight', async () => {
  for (const [count, searches] of [
    [7, 0],
    [8, 1],
    [300, 1],
  ] as const) {
    const answers: ConsentAnswer[] = [];
    const shown = many(count);
    const { page, close } = await open(answers, shown);
    await page.getByRole('radio', { name: /^Ready 1 / }).waitFor();
    expect(await page.getByRole('searchbox').count()).toBe(searches);
    expect(await height(page)).toBeLessThanOrEqual(900);
    if (count === 300) {
      await page.getByRole('searchbox').fill('ready 299');
      await page.getByRole('radio', { name: /^Ready 299/ }).check();
      await page.getByRole('searchbox').fill('ready 12');
      expect(await page.getByRole('radio', { name: /^Ready 299/ }).isChecked()).toBe(true);
      await page.getByRole('heading', { name: /Ready 299/ }).waitFor();
      const once = page.getByRole('button', { name: 'Allow once' });
      await expect.poll(() => once.isDisabled()).toBe(false);
      await once.click();
      await expect.poll(() => answers).toMatchObject([{ connectionId: shown.choices[298]?.connectionId }]);
    }
    await close();
  }
});

it('a connection that cannot be used yet says so where it is the only one', async () => {
  const shown = many(0);
  const { page, close } = await open([], { ...shown, choices: shown.choices.slice(0, 1) });
  await page.getByText('It cannot be used yet. Enter the secret to use this connection.').waitFor();
  await close();
});

it('requests that wait together are numbered in one place, and one press denies the rest', async () => {
  const answers: ConsentAnswer[] = [];
  const place = { at: 1, of: 1 };
  const { page, close } = await open(answers, prompt, place);
  const once = page.getByRole('button', { name: 'Allow once' });
  await expect.poll(() => once.isDisabled()).toBe(false);
  const before = await once.boundingBox();
  const line = page.locator('.line');
  expect((await line.textContent())?.trim()).toBe('');
  place.of = 15;
  await line.getByText('1 of 15 requests').waitFor();
  expect(await once.boundingBox(), 'no button moves').toEqual(before);
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'line');
  await line.getByRole('button', { name: 'Deny the rest (15)' }).click();
  await expect.poll(() => answers).toEqual([{ nonce: 'n'.repeat(22), decision: 'deny', rest: true }]);
  await close();
});

const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['VALETKEY_PICTURES_CONSENT'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/consent-${name}.png` });
};

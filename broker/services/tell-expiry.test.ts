import { describe, expect, test } from 'vitest';
import { makeCertificates } from '../checks/fixtures/servers/make-certificates.ts';
import { serverFolder } from '../checks/fixtures/servers/program.ts';
import { dayMs, jwt, using } from './fixtures/dated-credential.ts';

describe('the date on which a credential ends', () => {
  test('the date is read from a certificate when the secret is typed in, and the user is told once, a week before', async () => {
    const { certificate, key } = makeCertificates(serverFolder('expiry')).client('dated', { days: 20 });
    const auth = { kind: 'mtls', certificate: 'certificate', key: 'key' };
    const pem = { type: 'secret', format: 'pem' };
    const fields = [
      { id: 'url', type: 'url' },
      { id: 'certificate', ...pem },
      { id: 'key', ...pem },
    ];
    const u = await using({ fields, auth }, { secrets: { certificate, key } });
    const { expiry } = await u.view();
    expect(expiry?.from).toBe('certificate');
    expect(Math.round(((expiry?.at ?? 0) - u.clock.ms) / dayMs)).toBe(20);

    u.pass(12);
    expect(u.told()).toEqual([]);
    u.pass(2);
    expect(u.told()).toEqual([
      { kind: 'expires-soon', connectionId: u.connectionId, displayName: 'Work', at: expiry?.at },
    ]);
    expect((await u.lines()).map(({ detail }) => detail)).toEqual([
      new Date(expiry?.at ?? 0).toISOString().slice(0, 10),
    ]);
    expect((await u.view()).state).toBe('untested');
    u.pass(7);
    expect(u.told()).toHaveLength(1);
    expect(await u.view()).toMatchObject({ state: 'needs-reconnect', stateReason: 'credential-expired' });
  });

  test('a notice that was not shown is told at a later look, once', async () => {
    const exp = Math.floor(Date.now() / 1000) + 5 * 24 * 60 * 60;
    const u = await using({}, { secrets: { token: jwt({ exp, sub: 'canary-not-shown-3Kd8' }) } });
    u.shell.shows = false;
    u.pass(2);
    expect(await u.lines()).toEqual([]);
    u.shell.shows = true;
    u.pass(2);
    expect(u.told()).toHaveLength(1);
    expect(await u.lines()).toHaveLength(1);
  });

  test('a date is told also when the clock was set back since the secret was entered', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3 * 24 * 60 * 60;
    const u = await using({}, { secrets: { token: jwt({ exp, sub: 'canary-set-back-8Rk2' }) } });
    u.setBack(2);
    u.pass(1);
    expect(u.told()).toHaveLength(1);
  });

  test('the date is read from a JWT, and goes with it when the secret is replaced', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3 * 24 * 60 * 60;
    const u = await using({}, { secrets: { token: jwt({ exp, sub: 'canary-6fK2xPq9' }) } });
    expect((await u.view()).expiry).toEqual({ at: exp * 1000, from: 'token' });
    u.pass(0.5);
    expect(u.told(), 'who entered it today has just seen the date').toEqual([]);
    u.pass(1);
    expect(u.told()).toHaveLength(1);
    const secrets = { token: 'canary-without-a-date-3Jq' };
    await u.settings.replaceSecret({ connectionId: u.connectionId, secrets, testFirst: false });
    expect((await u.view()).expiry).toBeUndefined();
    const later = jwt({ exp: exp + 30 * 24 * 60 * 60, sub: 'canary-9wT4mLc2' });
    await u.settings.replaceSecret({
      connectionId: u.connectionId,
      secrets: { token: later },
      testFirst: false,
    });
    u.pass(30);
    expect(u.told(), 'of the next credential the user is told anew').toHaveLength(2);
  });

  test('a secret that was saved before dates were read has its date read when it is used first', async () => {
    const exp = Math.floor(Date.now() / 1000) + 3 * 24 * 60 * 60;
    const u = await using({}, { secrets: { token: jwt({ exp, sub: 'canary-2Gd7rWz' }) } });
    const { updatedAt } = await u.view();
    u.forgetDates();
    expect((await u.view()).expiry).toBeUndefined();
    const client = await u.client();
    for (let use = 0; use < 3; use += 1) await client.fetch('/');
    expect(await u.view()).toMatchObject({ expiry: { at: exp * 1000, from: 'token' }, updatedAt });
    expect((await u.view()).workedAt, 'what is known of the connection stays').toBeDefined();
    u.pass(1.5);
    expect(u.told()).toHaveLength(1);
  });

  test('the date is learned from a declared header of any answer, which the extension does not see', async () => {
    const date = new Date(Date.now() + 5 * dayMs);
    const said = `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    const u = await using(
      { expiry: { header: 'GitHub-Authentication-Token-Expiration' } },
      { secrets: { token: 'canary-header-7Bn4vXs' } },
      (_request, response) =>
        void response.setHeader('github-authentication-token-expiration', said).end('{}'),
    );
    const answer = await (await u.client()).fetch('/');
    expect([...answer.headers].map(([name]) => name)).not.toContain('github-authentication-token-expiration');
    expect((await u.view()).expiry).toEqual({
      at: Math.floor(date.getTime() / 1000) * 1000,
      from: 'service',
    });
    u.pass(1.5);
    expect(u.told()).toHaveLength(1);
  });

  test('the date is learned from the answer to the test, and what is no date is passed over', async () => {
    let says: unknown = '2031-05-01';
    const u = await using(
      { test: { path: '/me' }, expiry: { answer: '/token/expires_at' } },
      { secrets: { token: 'canary-answer-2Mz8kRt' } },
      (_request, response) => void response.end(JSON.stringify({ token: { expires_at: says } })),
    );
    const at = Date.UTC(2031, 4, 1);
    const tested = await u.settings.testConnection({ connectionId: u.connectionId });
    expect(tested).toMatchObject({ ok: true, expiresAt: at });
    expect((await u.view()).expiry).toEqual({ at, from: 'service' });
    says = { not: 'a date' };
    const { expiresAt } = await u.settings.testConnection({ connectionId: u.connectionId });
    expect(expiresAt).toBeUndefined();
    expect((await u.view()).expiry).toEqual({ at, from: 'service' });
  });

  test('the user may enter the date where the provider asks for it, and what is no date is refused', async () => {
    const declared = {
      fields: [
        { id: 'url', type: 'url' },
        { id: 'token', type: 'secret' },
        { id: 'expiresOn', type: 'date', required: false },
      ],
      expiry: { field: 'expiresOn' },
    };
    const secrets = { token: 'canary-entered-4Qd6yHj' };
    const u = await using(declared, { secrets, fields: { expiresOn: '2031-05-01' } });
    expect((await u.view()).expiry).toEqual({ at: Date.UTC(2031, 4, 1), from: 'entered' });
    const { updatedAt, fields } = await u.view();
    const change = { connectionId: u.connectionId, updatedAt, fields: { ...fields, expiresOn: 'next May' } };
    await expect(u.settings.updateConnection(change)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { at: 'expiresOn' },
    });
  });

  test('a credential that passed a test after its date has not expired', async () => {
    const u = await using(
      { test: { path: '/' }, expiry: { header: 'x-ends' } },
      { secrets: { token: 'canary-renewed-5Lp3wGb' } },
      (_request, response) => void response.setHeader('x-ends', '2026-01-01').end('{}'),
    );
    await u.settings.testConnection({ connectionId: u.connectionId });
    expect(await u.view()).toMatchObject({ state: 'ready', expiry: { at: Date.UTC(2026, 0, 1) } });
  });

  test('a service that says another date in each answer causes one write a minute', async () => {
    let count = 0;
    const u = await using(
      { expiry: { header: 'x-ends' } },
      { secrets: { token: 'canary-many-dates-8Vc' } },
      (_request, response) => {
        count += 1;
        response.setHeader('x-ends', `2031-05-${String(count).padStart(2, '0')}`).end('{}');
      },
    );
    const client = await u.client();
    for (let use = 0; use < 5; use += 1) await client.fetch('/');
    expect((await u.view()).expiry?.at).toBe(Date.UTC(2031, 4, 1));
    u.clock.ms += 61_000;
    await client.fetch('/');
    expect((await u.view()).expiry?.at).toBe(Date.UTC(2031, 4, 6));
  });
});

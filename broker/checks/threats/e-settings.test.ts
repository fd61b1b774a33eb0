import { describe, expect, it, vi } from 'vitest';
import { type SettingsContract, settingsContract } from '../../contracts/settings.ts';
import { attackingServerBefore } from '../fixtures/attacking-server/started-before.ts';
import { answering } from '../fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../fixtures/confirm-as-shown.ts';
import { providerOf } from '../fixtures/extension-of-every-kind.ts';
import { codeOf, newCanary, requestOf, watchedBroker } from '../fixtures/watched-broker.ts';

const server = attackingServerBefore();

type Name = keyof SettingsContract;

describe('E1: secrets go into Settings and never come out', () => {
  it('no answer or error of any settings method holds a secret, in any form, whole or in part', async () => {
    const [canary, second, mistyped] = [newCanary(), newCanary(), newCanary()];
    const w = await watchedBroker(canary, {}, second, mistyped);
    w.inner.answer = answering('always');
    const called = new Set<Name>();
    const settings = new Proxy(w.settings, {
      get: (client, name: Name) => {
        called.add(name);
        return client[name];
      },
    });
    const extension = w.attachNamed();
    const secrets = { token: canary };
    const input = { providerId: providerOf('every', 'basic') as never, displayName: 'Work' };
    const made = await settings.createConnection({
      ...input,
      fields: { url: server.url, user: 'me' },
      secrets,
    });
    const connectionId = made.id;
    expect(made.secretFields).toEqual([{ field: 'token', saved: true, setAt: expect.any(Number) }]);

    // A secret in every wrong place: the sentence says what is wrong, and not with which value.
    const wrong = [
      settings.createConnection({ ...input, fields: { url: mistyped, user: 'me' }, secrets }),
      settings.createConnection({
        ...input,
        fields: { url: server.url, user: 'me', token: mistyped },
        secrets,
      }),
      settings.createConnection({
        ...input,
        fields: { url: `https://x.test/${mistyped}`, user: 'me' },
        secrets,
      }),
      settings.createConnection({ ...input, fields: { url: server.url, user: `${mistyped}:` }, secrets }),
      settings.createConnection({
        ...input,
        fields: { url: server.url, user: 'me' },
        secrets: { user: mistyped },
      }),
      settings.createConnection({ ...input, fields: { url: `https://${mistyped}@x.test` }, secrets }),
      settings.replaceSecret({ connectionId, secrets: { token: `${mistyped}\n` }, testFirst: false }),
      settings.testDraft({ providerId: input.providerId, fields: { url: mistyped, user: 'me' }, secrets }),
      settings.replaceSecret({ connectionId, secrets: { nothing: mistyped }, testFirst: false }),
      settings.updateConnection({ connectionId, updatedAt: 1, fields: { url: mistyped } }),
    ];
    const answers = await Promise.all(wrong.map((attempt) => attempt.catch((error: unknown) => error)));
    w.watch.note('errors', answers);
    expect(answers.map((answer) => (answer as { code?: string }).code)).toEqual(
      wrong.map(() => 'invalid-input'),
    );

    const handle = await extension.connections.request(requestOf('basic'));
    await (await extension.connections.use(handle).fetch('/reflect')).text();
    expect(await settings.testConnection({ connectionId })).toMatchObject({ ok: true });
    expect(
      await settings.replaceSecret({ connectionId, secrets: { token: second }, testFirst: true }),
    ).toMatchObject({
      saved: true,
    });
    const draft = { providerId: input.providerId, fields: { url: server.url, user: 'me' } };
    expect(await settings.testDraft({ ...draft, secrets: { token: mistyped } })).toMatchObject({ ok: true });
    expect(await settings.testDraft({ ...draft, connectionId })).toMatchObject({ ok: true });
    await settings.listConnections();
    await settings.getConnection({ connectionId });
    await settings.connectionUse({ connectionId });
    await settings.listProviders();
    // This provider has none.
    expect(await codeOf(settings.openDocumentation({ providerId: input.providerId }))).toBe('not-found');
    await settings.listExtensions();
    await settings.protection();
    await settings.unlockVault();
    await settings.changes({ version: 0 });
    const [live] = await settings.listLive();
    const [grant] = await settings.listGrants();
    if (live === undefined || grant === undefined) throw new Error('there is one of each');
    const now = () => settings.getConnection({ connectionId });
    await settings.workspace();
    await settings.scopeOutlook({ connectionId, scope: 'workspace' });
    const { updatedAt } = await now();
    await settings.moveScope({ connectionId, updatedAt, scope: 'workspace', keep: [grant.id] });
    const elsewhere = { url: 'https://elsewhere.test', user: 'me' };
    await settings.updateConnection({
      connectionId,
      updatedAt: (await now()).updatedAt,
      fields: elsewhere,
    });
    // To another place a saved secret does not come along, not even for a test.
    expect(await settings.testDraft({ ...draft, connectionId, fields: elsewhere })).toMatchObject({
      ok: false,
      cause: 'secret-missing',
    });
    await confirmAsShown(settings, grant.id);
    await settings.revokeCapability({ capabilityId: live.id });
    await codeOf(settings.cancelTask({ taskId: `tsk_${'x'.repeat(21)}` as never }));
    await settings.setGrantAsking({ grantId: grant.id, asking: { rule: 'every', always: [], never: [] } });
    await settings.limitGrant({ grantId: grant.id, limits: { methods: ['GET'] } });
    await settings.tryLimits({ grantId: grant.id, limits: { methods: ['GET'] } });
    await settings.proposeLimits({ grantId: grant.id });
    await settings.revokeGrant({ grantId: grant.id });
    const revoked = await codeOf(settings.revokeGrants({ grantIds: [grant.id] }));
    expect(revoked).toBe('no error');
    await codeOf(settings.undoRevoke({ revocationId: 'a'.repeat(21) }));
    await settings.requestAccess({
      extension: 'acme.every' as never,
      connectionId,
      access: { methods: ['GET'], paths: ['/**'] },
    });
    await settings.revokeExtension({ extension: 'acme.every' as never });
    await settings.revokeConnection({ connectionId });
    await settings.stopEverything();
    await settings.stopped();
    await settings.listWaiting();
    await settings.resumeEverything();
    await settings.listAudit({ limit: 1000 });
    await settings.verifyAudit();
    expect(await settings.setSecretsAside()).toMatchObject({ aside: 0 });
    await settings.auditStatus();
    for (const format of ['jsonl', 'csv'] as const) {
      const { exportId } = await settings.openExport({ format });
      while (!(await settings.readExport({ exportId })).done);
      await settings.closeExport({ exportId });
    }
    await settings.auditKey();
    const signed = await settings.openSignedExport();
    while (!(await settings.readExport({ exportId: signed.exportId })).done);
    await settings.closeExport({ exportId: signed.exportId });
    await codeOf(settings.chooseProtection({ way: 'weak' }));
    await settings.setRetention({ days: 30, entries: 5000 });
    await settings.deleteConnection({ connectionId });
    await settings.listDeleted();
    await settings.undoDelete({ connectionId });
    await settings.deleteConnection({ connectionId });
    expect(await codeOf(extension.connections.request(requestOf('basic')))).toBe('no-connection');
    await settings.listUnmetRequests();
    const unmet = { extension: 'acme.every' as never, providerId: input.providerId };
    const again = await settings.createConnection({ ...input, fields: draft.fields, secrets });
    await settings.answerUnmetRequest({ ...unmet, connectionId: again.id });
    await settings.dismissUnmetRequest(unmet);
    const { document } = await settings.exportConnections();
    await settings.previewImport({ document });
    await settings.importConnections({ document });
    expect(await codeOf(settings.listChoices({ connectionId: again.id, field: 'user' }))).toBe('not-found');
    // This provider has no sign-in: what there is to hear is an error each.
    const signInId = `sig_${'a'.repeat(21)}`;
    await codeOf(settings.signIn({ connectionId: again.id }));
    await codeOf(settings.signInProgress({ signInId }));
    await codeOf(settings.openSignInPage({ signInId }));
    await codeOf(settings.cancelSignIn({ signInId }));
    await codeOf(settings.signOut({ connectionId: again.id }));
    expect(await settings.listFoldersNotLoaded()).toEqual([]);
    expect(await settings.takePlace()).toEqual({});
    expect(await settings.notifications()).toEqual({});
    expect(await settings.setNotifications({ on: false })).toEqual({});
    expect(await codeOf(settings.loadAgain({ folder: '/nowhere' }))).toBe('not-found');
    expect(await codeOf(settings.restartExtension({ extension: 'acme.every' as never }))).toBe('not-found');

    const withUser = settings.readAddress({ address: 'https://me@127.0.0.1/openapi.json' });
    expect(await withUser).toMatchObject({ outcome: 'refused' });
    const service = { readingId: 'a'.repeat(21), server: 0 };
    expect(await codeOf(settings.draftService(service))).toBe('not-found');
    expect(await codeOf(settings.addService(service))).toBe('not-found');
    expect(await codeOf(settings.removeService({ providerId: 'added/none' as never }))).toBe('not-found');
    const removed = { removalId: 'a'.repeat(21) };
    expect(await codeOf(settings.undoRemoveService(removed))).toBe('not-found');
    expect(await settings.installing()).toEqual({ offered: false });
    expect(await codeOf(settings.chooseExtension())).toBe('not-found');
    const madeId = 'a'.repeat(21);
    expect(await codeOf(settings.installExtension({ candidateId: madeId }))).toBe('not-found');
    expect(await codeOf(settings.removeExtension({ extension: 'acme.every' as never }))).toBe('not-found');
    expect(await codeOf(settings.undoRemoveExtension({ removalId: madeId }))).toBe('not-found');

    expect([...called].sort()).toEqual(Object.keys(settingsContract).sort());
    expect(await w.closeAndLook()).toEqual([]);
  });

  it('a settings page that breaks its port’s rules loses its port, and nothing else stops', async () => {
    const w = await watchedBroker(newCanary());
    const { connections } = w.attachNamed();
    await w.connect('bearer', server.url);
    const client = connections.use(await connections.request(requestOf('bearer')));
    // The client's own check is on this side of the port; a page that was taken over has none.
    w.inner.settingsPort.postMessage({ id: '1', type: 'GET', path: ['listConnections'] });
    await vi.waitFor(async () => expect(await codeOf(w.settings.listLive())).toBe('port-closed'));
    expect((await client.fetch('/hello')).status).toBe(200);
    expect(await w.closeAndLook()).toEqual([]);
  });
});

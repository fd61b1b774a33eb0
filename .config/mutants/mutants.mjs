import { attackFindingMutants } from './attack-findings.mjs';
import { authorityInLogMutants } from './authority-in-log.mjs';
import { authorMutants } from './authors.mjs';
import { catalogueMutants } from './catalogue.mjs';
import { expiryMutants } from './catalogue-expiry.mjs';
import { clockAndPromptMutants } from './clocks-and-prompts.mjs';
import { credentialMutants } from './credentials.mjs';
import { declaredPlaceMutants } from './declared-places.mjs';
import { deskMutants } from './desk.mjs';
import { desktopMutants } from './desktop.mjs';
import { desktopAtScaleMutants } from './desktop-at-scale.mjs';
import { developmentMutants } from './development.mjs';
import { doorMutants } from './door.mjs';
import { draftMutants } from './drafts.mjs';
import { group } from './group.mjs';
import { guestMutants } from './guest.mjs';
import { handleRequestSessionMutants } from './handles-requests-sessions.mjs';
import { hostMutants } from './hosts.mjs';
import { idMutants } from './ids.mjs';
import { keptAndGrantedMutants } from './kept-and-granted.mjs';
import { limitMutants } from './limits.mjs';
import { listAndBoundMutants } from './lists-and-bounds.mjs';
import { logAndGrantMutants } from './log-and-grants.mjs';
import { logEntryMutants } from './log-entries.mjs';
import { logFloodMutants } from './log-flood.mjs';
import { looseningMutants } from './loosen.mjs';
import { mcpElicitationMutants } from './mcp-elicitation.mjs';
import { mcpEraMutants } from './mcp-eras.mjs';
import { mcpListMutants } from './mcp-lists.mjs';
import { mcpTaskMutants } from './mcp-tasks.mjs';
import { mcpToolMutants } from './mcp-tools.mjs';
import { pageMutants } from './pages.mjs';
import { pathMutants } from './paths.mjs';
import { plainDataMutants } from './plain-data.mjs';
import { proofMutants } from './proof.mjs';
import { questionMutants } from './questions.mjs';
import { redactionMutants } from './redaction-encodings.mjs';
import { redactionRestMutants } from './redaction-rest.mjs';
import { restMutants } from './rest.mjs';
import { scrubMutants } from './scrub.mjs';
import { settingsPageMutants } from './settings-pages.mjs';
import { signInLifeMutants } from './sign-in-life.mjs';
import { laterMutants } from './sign-in-settings-desktop.mjs';
import { singleRoomMutants } from './single-rooms.mjs';
import { stateMutants } from './states.mjs';
import { wearMutants } from './wear.mjs';
import { wordAndListMutants } from './words-and-lists.mjs';
import { workspaceMutants } from './workspaces.mjs';

/**
 * Promises of THREAT-MODEL.md, broken on purpose: one edit of one file, and the test files of which at least one
 * must then fail. `find` stands exactly once in its file (mutants.test.ts). `npm run prove:mutants` runs them.
 *
 * @typedef {{ name: string, promise: string, file: string, find: string, replace: string, tests: string[] }} Mutant
 */

/** @type {readonly Mutant[]} */
export const mutants = [
  ...attackFindingMutants,
  ...authorMutants,
  ...authorityInLogMutants,
  ...hostMutants,
  ...limitMutants,
  ...listAndBoundMutants,
  ...signInLifeMutants,
  ...clockAndPromptMutants,
  ...wordAndListMutants,
  ...singleRoomMutants,
  ...keptAndGrantedMutants,
  ...logEntryMutants,
  ...logFloodMutants,
  ...credentialMutants,
  ...declaredPlaceMutants,
  ...questionMutants,
  ...draftMutants,
  ...deskMutants,
  ...desktopAtScaleMutants,
  ...stateMutants,
  ...group(
    'broker/port',
    [
      'broker/checks/threats/a-frames.test.ts',
      'broker/checks/threats/a-handles.test.ts',
      'broker/port/admit-frame.test.ts',
      'broker/shells/node/message-port-transport.test.ts',
    ],
    [
      [
        'gate-inherited-method',
        'only methods of the contract are reached',
        'admit-frame.ts',
        'Object.hasOwn(contract, name) ? contract[name] : undefined',
        'contract[name]',
      ],
      [
        'gate-input-unchecked',
        'every message is validated by its contract',
        'admit-frame.ts',
        'if (input.success) return',
        "if (!input.success) return { kind: 'call', id, name, input: argumentList[0].value, size };\n  if (input.success) return",
      ],
      [
        'gate-input-as-given',
        'the facet sees what the schema made, not what was sent',
        'admit-frame.ts',
        'id, name, input: input.data, size }',
        'id, name, input: argumentList[0].value, size }',
      ],
      [
        'gate-schema-throws',
        'a schema that throws ends the extension, and not the process',
        'admit-frame.ts',
        '} catch {\n    return undefined;',
        '} catch (error) {\n    throw error;',
      ],
      [
        'gate-unmeasured',
        'no frame is parsed before it was measured',
        'admit-frame.ts',
        'const size = measurePlainData(data, frameLimitsOf(called, limits), bytePlacesInFrame(called));',
        'const size = { json: 0, bytes: 0 } as ReturnType<typeof measurePlainData>;',
      ],
      [
        'gate-violation-forgiven',
        'a peer that breaks the rules loses its port',
        'gate.ts',
        "close('protocol-violation');",
        '',
      ],
      [
        'gate-error-told',
        'inner errors stay inside',
        'gate.ts',
        "return { ok: false, error: { code: 'internal' } };",
        "return { ok: false, error: { code: 'internal', why: String(error) } };",
      ],
      [
        'gate-result-unchecked',
        'what leaves fits the contract',
        'gate.ts',
        'value = method.result.parse(result);',
        'value = result;',
      ],
      [
        'gate-same-id-twice',
        'one id is one pending call',
        'gate.ts',
        "if (pending.has(id)) return violate('unknown-frame', id);",
        '',
      ],
    ],
  ),
  ...group(
    'broker/port',
    ['broker/shells/node/message-port-transport.test.ts'],
    [
      [
        'gate-endless-calls',
        'a flood ends with the flooder',
        'gate.ts',
        "if (pending.size >= mostCallsUnderWay[callKind(contract, name)]) return violate('flood');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/port',
    ['broker/port/share.test.ts'],
    [
      [
        'share-without-end',
        'a peer takes no more of main than its share',
        'share.ts',
        'if (waiting.length === 0 && left > 0) {',
        'if (waiting.length === 0) {',
      ],
      [
        'share-free-bytes',
        'making a large message out of the channel is counted, too',
        'share.ts',
        'left - cost * limits.msPerByte',
        'left',
      ],
      [
        'share-refused-at-once',
        'who is refused waits for that, too',
        'gate.ts',
        "if (!share.enter(laterWork(size), run, () => closed)) violate('flood');",
        "if (!isHeld) return run();\n    if (!share.enter(laterWork(size), run, () => closed)) violate('flood');",
      ],
      [
        'share-free-results',
        'what looking at a result costs is counted, too',
        'gate.ts',
        'share.count(() => {\n          value = method.result.parse(result);\n        });',
        'value = method.result.parse(result);',
      ],
      [
        'share-counts-the-closed',
        'calls of a port that was closed make no flood',
        'share.ts',
        'if (waiting.length >= limits.mostWaiting) forgetOver();',
        '',
      ],
      [
        'share-free-deliveries',
        'what a message costs before the broker sees it is counted, too',
        'share.ts',
        'began - countedTo < deliveryMs ? countedTo : began',
        'began',
      ],
      [
        'share-blind-to-others',
        'a peer takes less of main while another one calls',
        'share.ts',
        'isBesideOthers(who, at) ? limits.besideOthers : limits.alone',
        'limits.alone',
      ],
    ],
  ),
  ...group(
    'broker/consent',
    [
      'broker/consent/decide.test.ts',
      'broker/consent/covers.test.ts',
      'broker/consent/prompts.test.ts',
      'broker/checks/threats/d-consent.test.ts',
      'broker/checks/threats/d-authority.test.ts',
    ],
    [
      [
        'consent-undeclared',
        'only what the manifest declares can be asked for',
        'decide.ts',
        "if (undeclared !== undefined) return refuse({ code: 'not-declared', ...undeclared });",
        '',
      ],
      [
        'oldest-grant-counts',
        'the latest grant that covers a request counts, with what the person took from it',
        'decide.ts',
        'const grant = grants.findLast(',
        'const grant = grants.find(',
      ],
      [
        'consent-digest-dropped',
        'a grant is for the authority that was shown',
        'decide.ts',
        'grant.authorityDigest === candidate.grantDigest &&',
        '',
      ],
      [
        'consent-suspended-counts',
        'a suspended grant gives nothing',
        'grant-standing.ts',
        "if (state !== 'active') return state;",
        "if (state === 'revoked') return state;",
      ],
      [
        'consent-expired-counts',
        'a grant that has ended gives nothing',
        'grant-standing.ts',
        '[caveats.expiresAt, limits?.expiresAt]',
        '[limits?.expiresAt]',
      ],
      [
        'consent-unused-counts',
        'a grant that nobody used for 90 days is asked again',
        'grant-standing.ts',
        'unusedSince(grant) + unusedGrantMs <= now',
        'false',
      ],
      [
        'consent-other-connection',
        'a grant is for one connection',
        'decide.ts',
        'grant.connectionId === candidate.connectionId &&',
        '',
      ],
      [
        'consent-wider-than-granted',
        'a stored grant does not cover more than it says',
        'decide.ts',
        '\n  uncovered(grant.caveats, withoutCallbacks(wanted, grant.withheldCallbacks)) === undefined;',
        '\n  (uncovered(grant.caveats, wanted), true);',
      ],
      [
        'consent-pattern-too-wide',
        'a narrow pattern does not cover a wide one',
        'covers.ts',
        "if (ours === '**') return false;",
        "if (ours === '**') return true;",
      ],
      [
        'consent-any-nonce',
        'an answer is to one prompt only',
        'prompts.ts',
        'return data.nonce === nonce ?',
        "return nonce !== '' ?",
      ],
      [
        'consent-unoffered-connection',
        'only an offered connection can be chosen',
        'prompts.ts',
        'choices.some(({ connectionId }) => connectionId === answer.connectionId)',
        'choices.length > 0',
      ],
      [
        'consent-call-always',
        'a yes to one call is for that call',
        'prompts.ts',
        "call !== undefined && answer.decision !== 'once'",
        "call === null && answer.decision !== 'once'",
      ],
      [
        'consent-shown-when-quiet',
        'what waits for the screen is not shown after three denials',
        'one-at-a-time.ts',
        'refuseWhenQuiet(owner);\n    countShown',
        'countShown',
      ],
      [
        'consent-once-shared',
        'once is one handle',
        'one-at-a-time.ts',
        'question.isForOne(shared) || unanswered()',
        'unanswered()',
      ],
      [
        'consent-joins-unlike',
        'an answer is to what was shown',
        'prompts.ts',
        'JSON.stringify([who, offered, asked])',
        'JSON.stringify([who.id, asked.provider.id, asked.access, asked.call])',
      ],
      [
        'consent-never-quiet',
        'an extension that was denied again and again is not shown',
        'one-at-a-time.ts',
        'if (!isOver) throw',
        'if (retryAfterMs > 1e15) throw',
      ],
      [
        'consent-unlimited-queue',
        'an extension has few prompts waiting',
        'one-at-a-time.ts',
        'if (queued >= limits.perOwner || waiting.size >= limits.overall) {',
        'if (waiting.size >= 1e9) {',
      ],
      [
        'consent-taken-back-free',
        'an extension that takes its prompts back again and again is not shown',
        'one-at-a-time.ts',
        "if (signal.aborted) what = 'withdrawn';",
        '',
      ],
      [
        'consent-rest-uncounted',
        'a press that denies the rest is a denial of each who waits',
        'one-at-a-time.ts',
        "if (counted?.has(owner) === false) remember(owner, 'denied');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    [
      'broker/providers/url-rules.test.ts',
      'broker/providers/judge-answer.test.ts',
      'broker/providers/load-extension.test.ts',
      'broker/providers/provider-registry.test.ts',
    ],
    [
      [
        'provider-look-alike-host',
        'what a person types into a form goes to the hosts that its provider names',
        'url-rules.ts',
        'host.endsWith(rule.slice(1))',
        'host.endsWith(rule.slice(2))',
      ],
      [
        'provider-any-port',
        'a named host is reached at its own port',
        'url-rules.ts',
        "isHttps && url.port === ''",
        'isHttps',
      ],
      [
        'provider-language-member',
        'what the language has on a list is no answer of a service',
        'judge-answer.ts',
        '/^(?:0|[1-9]\\d{0,5})$/.test(name)',
        "name !== ''",
      ],
      [
        'provider-link-outwards',
        'an extension is read from its own folder',
        'read-inside.ts',
        'if (!isInside(folder, path))',
        'if (isInside(folder, path) === undefined)',
      ],
      [
        'provider-name-imitates',
        'a display name does not look like the id behind it',
        'provider-registry.ts',
        'displayName.replace(/[()\\s]+/gu',
        'displayName.replace(/\\s+/gu',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [
      'broker/checks/threats/d-authority.test.ts',
      'broker/checks/threats/d-consent.test.ts',
      'broker/checks/threats/d-identity.test.ts',
      'broker/checks/threats/d-revocation.test.ts',
      'broker/checks/threats/f-two-brokers.test.ts',
      'broker/broker.test.ts',
    ],
    [
      [
        'capability-changed-while-asked',
        'what was shown is what is granted',
        '../requests/ask-user.ts',
        'const current = unchanged ? now : undefined;',
        'const current = unchanged ? now : now;',
      ],
      [
        'capability-digest-unchecked',
        'a changed connection is not used',
        '../resolve/check-connection.ts',
        "if (!same) throw new ValetkeyError({ code: 'connection-suspended' });",
        '',
      ],
      [
        'capability-outlives-port',
        'a closed handle is dead at once',
        'open-capability.ts',
        "gate.close(why === 'workspace-closed' ? why : 'capability-closed');",
        '',
      ],
      [
        'capability-revoked-elsewhere',
        'what another process revoked is dead here',
        '../resolve/end-outdated.ts',
        "(live.grantId === undefined || grantOf(live.grantId)?.state === 'active') &&",
        '',
      ],
      [
        'capability-by-older-grant',
        'a handle has what its grant has left when it is given',
        '../requests/answer-request.ts',
        'const grant = grants.noteHandle(decision.grant.id, now());',
        'const grant = grants.noteHandle(decision.grant.id, now()) && decision.grant;',
      ],
      [
        'grant-changed-unseen',
        'what another process decided about a grant is not undone',
        '../grants/grant-store.ts',
        'if (current === undefined || !isDeepStrictEqual(decidedIn(current), decidedIn(seen)))',
        'if (current === undefined)',
      ],
    ],
  ),
  ...group(
    'broker/resolve',
    ['broker/resolve/resolve-connection.test.ts'],
    [
      [
        'capability-change-forgotten',
        'a change that could not be taken notice of is looked at again',
        'resolve-connection.ts',
        'unnoticed = true;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/node',
    ['broker/cli/govern.test.ts'],
    [
      [
        'passphrase-of-desktop-unknown',
        'a key that a passphrase of the desktop guards is not given up',
        'keychain-of-folder.ts',
        'return existsSync(desktops) ? desktops : join',
        'return join',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [
      'broker/checks/threats/b-destinations.test.ts',
      'broker/checks/threats/c-echo.test.ts',
      'broker/checks/threats/d-revocation.test.ts',
      'broker/checks/threats/f-disk.test.ts',
      'broker/broker.test.ts',
    ],
    [
      [
        'capability-sent-unrecorded',
        'nothing leaves before its intent is on record',
        'fetch.ts',
        'await use.intend({ method, origin: originText(origin), path: opened.text(url.pathname) }, takes);',
        'void use.intend({ method, origin: originText(origin), path: url.pathname }, takes).catch(() => undefined);',
      ],
      [
        'capability-method-caveat',
        'a method that was not granted is refused',
        'fetch.ts',
        'if (!admitsMethod(live.levels, method))',
        'if (live === undefined)',
      ],
      [
        'capability-path-caveat',
        'a path that was not granted is refused',
        'decide-target.ts',
        'paths: levels.map((level) => level.paths),',
        '',
      ],
      [
        'capability-uncounted',
        'a use is counted before it leaves',
        'fetch.ts',
        'const spent = live.takeUse();',
        'const spent = undefined as ReturnType<typeof live.takeUse>;',
      ],
    ],
  ),
  ...group(
    'broker/grants',
    [
      'broker/grants/ledger.test.ts',
      'broker/grants/grant-store.test.ts',
      'broker/checks/threats/d-revocation.test.ts',
      'broker/checks/threats/d-authority.test.ts',
      'broker/checks/threats/model.test.ts',
    ],
    [
      [
        'ledger-child-survives',
        'revocation reaches what was made from a handle',
        'ledger.ts',
        'for (const child of [...node.children]) ended += finish(child, why);',
        '',
      ],
      [
        'ledger-once-for-ever',
        'allow once ends after an hour',
        'ledger.ts',
        "issue.mode === 'once' ? Math.min(since + onceLastsMs, ends ?? Number.POSITIVE_INFINITY) : ends;",
        'ends;',
      ],
      [
        'ledger-clock-set-back',
        'allow once ends after an hour, whatever the clock says',
        'ledger.ts',
        'if (left <= longestTimerMs || powers.now() >= endsAt)',
        'if (powers.now() >= endsAt)',
      ],
      [
        'ledger-endless-text',
        'what Settings shows of an extension is bounded',
        'ledger.ts',
        'live >= mostPerExtension || text >= mostTextPerExtension;',
        'live >= mostPerExtension;',
      ],
      [
        'ledger-own-counter',
        "a child's use counts at every level",
        'ledger.ts',
        'maxUses === undefined ? inherited : [...inherited, { left: maxUses }];',
        'maxUses === undefined ? inherited : [{ left: maxUses }];',
      ],
      [
        'ledger-last-level-only',
        'no attenuation widens what an earlier one closed',
        'caveats.ts',
        'levels.every((level) => level.methods.includes(method));',
        'levels.at(-1)?.methods.includes(method) ?? false;',
      ],
      [
        'grant-revived',
        'a revoked grant stays revoked',
        'grant-store.ts',
        "WHERE grants.state <> 'revoked'`",
        '`',
      ],
    ],
  ),
  ...group(
    'broker/network',
    [
      'broker/checks/threats/b-destinations.test.ts',
      'broker/checks/threats/b-addresses.test.ts',
      'broker/checks/threats/b-redirects.test.ts',
      'broker/checks/threats/b-requests.test.ts',
      'broker/network/destination.test.ts',
      'broker/network/destination.property.test.ts',
      'broker/network/destination-caveats.test.ts',
      'broker/network/closed-early.test.ts',
    ],
    [
      [
        'network-any-origin',
        'a secret goes to the saved origins and nowhere else',
        'destination.ts',
        'const origin = origins.find((saved) => isOriginOf(saved, url));',
        'const origin = origins.find((saved) => isOriginOf(saved, url)) ?? home;',
      ],
      [
        'network-userinfo',
        'no user information in a URL',
        'destination.ts',
        "if (authority.includes('@')) return 'userinfo';",
        '',
      ],
      [
        'network-backslash',
        'a backslash is no slash',
        'destination.ts',
        "if (target.includes('\\\\')) return refuse('backslash');",
        '',
      ],
      [
        'network-path-tricks',
        'a path has one reading',
        'destination.ts',
        'if (trick !== undefined) return refuse(trick);',
        '',
      ],
      [
        'network-credential-parameter',
        "the credential's query parameter is the broker's",
        'destination.ts',
        "return refuse('credential-parameter');",
        '',
      ],
      [
        'network-redirect-followed',
        'a redirect is decided upon like any request',
        'carry.ts',
        'if (!decision.ok) return refuse(decision.why);',
        "if (!decision.ok) { const url = new URL(located.target); decision = { ok: true, destination: { url, again: again, origin: { protocol: url.protocol as 'http:', host: url.hostname, port: url.port, reach: 'loopback' } } }; }",
      ],
      [
        'network-repeated-for-ever',
        'a server that always breaks off is asked twice',
        'carry.ts',
        '{ ...repeats, afterBreak: false }',
        'repeats',
      ],
      [
        'network-unsafe-repeated',
        'what may have done something is not sent again',
        'carry.ts',
        ' || !safeMethods.has(method)',
        '',
      ],
      [
        'network-lookup-unjudged',
        'a name that leads to a foreign address is not dialled',
        'addresses.ts',
        '|| !admitsAll(origin, addresses)) return callback',
        ') return callback',
      ],
      [
        'network-downgrade',
        'https never turns into http',
        'redirect.ts',
        "if (current.protocol === 'https:' && url.protocol !== 'https:') return { ok: false, why: 'scheme' };",
        '',
      ],
    ],
  ),
  ...group(
    'broker/network',
    [
      'broker/network/request-headers.test.ts',
      'broker/network/response-headers.test.ts',
      'broker/network/encoded-body.test.ts',
      'broker/network/encrypted.test.ts',
      'broker/network/addresses.test.ts',
      'broker/checks/threats/b-requests.test.ts',
      'broker/checks/threats/c-hostile-server.test.ts',
    ],
    [
      [
        'network-credential-header',
        "the credential's header is the broker's",
        'request-headers.ts',
        "if (own.has(fold(name))) return refuse('reserved');",
        '',
      ],
      [
        'network-any-header',
        'an extension sets only harmless headers',
        'request-headers.ts',
        "if (neverSet.test(fold(name)) || !(allowed.has(name) || added.has(name))) return refuse('not-allowed');",
        '',
      ],
      [
        'network-any-answer-header',
        'cookies and challenges stay in the broker',
        'scrub-head.ts',
        'if (!isOfFamily(name)) continue;',
        '',
      ],
      [
        'network-unknown-encoding',
        'a body that cannot be scanned is refused',
        'answer.ts',
        "if (encoding === 'unknown') {",
        "if (encoding === 'unknown' && head.status === 0) {",
      ],
      [
        'network-endless-body',
        'a body has a limit',
        'answer.ts',
        'if (delivered > limits.maxResponseBytes || isBomb(arrived, delivered, limits.maxDecodedRatio)) {',
        'if (delivered > Number.MAX_SAFE_INTEGER) {',
      ],
      [
        'network-any-certificate',
        'TLS is verified, whatever the environment says',
        'connect.ts',
        'rejectUnauthorized: true,',
        'rejectUnauthorized: false,',
      ],
      [
        'network-unassigned-ipv6',
        'an IPv6 address that nobody was assigned is not public',
        'address-class.ts',
        "return parsed.kind() === 'ipv6' && !parsed.match(globalUnicast) ? 'refused' : 'public';",
        "return 'public';",
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/checks/proof/github-app.test.ts'],
    [
      [
        'token-storm',
        'a token endpoint that fails is not asked by every use',
        'held-token.ts',
        'failed && isRecent(failed.since, holdMs(failed.times), now())',
        'failed === noToken',
      ],
      [
        'token-wait-stays',
        'the wait after a failed request for a token doubles',
        'held-token.ts',
        '1000 * 2 ** (times - 1)',
        '1000',
      ],
    ],
  ),
  ...group(
    'broker/use',
    ['broker/checks/threats/c-long-answers.test.ts', 'broker/secrets/lasting-stream.test.ts'],
    [
      [
        'answers-searched-as-they-began',
        'an answer that goes on is searched for what the connection uses by now',
        '../secrets/lasting-stream.ts',
        'known = withThoseInUse(known, inUse());',
        'known = withThoseInUse(known, known);',
      ],
      [
        'secret-over-the-change',
        'what was kept back when the secrets changed is looked at with what follows',
        '../secrets/lasting-stream.ts',
        'return rest.flatMap(stream.push);',
        'return rest;',
      ],
      [
        'own-secret-only-in-headers',
        'a secret that was in use before is taken out of headers, too',
        '../secrets/credential.ts',
        'together(inUse()).text(value)',
        'own().text(value)',
      ],
      [
        'one-secret-after-the-other',
        'secrets that share a piece are looked for together',
        '../secrets/lasting-stream.ts',
        'hitsBefore += stream.hits;\n    stream = together(known).stream();',
        'hitsBefore += stream.hits;\n    stream = together(known.slice(0, 1)).stream();',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/slow-opening.test.ts'],
    [
      [
        'mcp-opening-outlives-handle',
        'an MCP session that is being opened ends with its handle',
        'channel.ts',
        'await Promise.race([started, question.answer]);',
        'await started;',
      ],
    ],
  ),
  ...group(
    'broker/port',
    ['broker/checks/threats/a-memory.test.ts'],
    [
      [
        'memory-held-without-bound',
        'what is kept for one extension is bounded',
        'share.ts',
        'if (heldBytes + bytes > limits.mostHeldBytes) return false;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/redaction',
    [
      'broker/secrets/redaction/scrub-stream.test.ts',
      'broker/secrets/redaction/scrubber.test.ts',
      'broker/secrets/redaction/encoded-forms.test.ts',
      'broker/secrets/redaction/find-forms.test.ts',
      'broker/secrets/redaction/scrub-json.test.ts',
      'broker/secrets/redaction/redaction-marker.test.ts',
      'broker/checks/threats/c-echo.test.ts',
    ],
    [
      [
        'redaction-no-carry-over',
        'a secret that is cut between chunks is found',
        'scrub-stream.ts',
        'let safeEnd = Math.max(chunk.length - most, lastBoundary(chunk));',
        'let safeEnd = chunk.length;',
      ],
      [
        'redaction-keeps-by-content',
        'how much is kept back does not depend on what is there',
        'scrub-stream.ts',
        'let safeEnd = Math.max(chunk.length - most, lastBoundary(chunk));',
        'let safeEnd = node === 0 ? chunk.length : Math.max(chunk.length - most, lastBoundary(chunk));',
      ],
      [
        'redaction-chunks-apart',
        'the search goes on where the last chunk ended',
        'scrub-stream.ts',
        'node = finder.find(chunk, node, add);',
        'node = finder.find(chunk, 0, add);',
      ],
      [
        'redaction-no-base64',
        'base64 of a secret is found',
        'encoded-forms.ts',
        'written.push(...base64, ...base64.flatMap(escapedForms));',
        '',
      ],
      [
        'redaction-one-alignment',
        'base64 is found at each of three alignments',
        'base64-forms.ts',
        'for (const before of [0, 1, 2]) {',
        'for (const before of [0]) {',
      ],
      [
        'redaction-no-hex',
        'hex of a secret is found, in either case',
        'encoded-forms.ts',
        'hexOf(encoded, true)',
        'hexOf(encoded, false)',
      ],
      [
        'redaction-no-reverse',
        'a secret written backwards is found',
        'encoded-forms.ts',
        "Array.from(text).reverse().join(''),",
        '',
      ],
      [
        'redaction-no-suffix-links',
        'a form that begins inside another is found',
        'form-trie.ts',
        'fail[at] = target;',
        'fail[at] = 0;',
      ],
      [
        'redaction-skips-too-far',
        'skipping passes no form',
        'skip-table.ts',
        'window - 1 - last);',
        'window - last);',
      ],
      [
        'redaction-keys-kept',
        'keys and texts of JSON are scrubbed',
        'scrub-json.ts',
        'if (scrubbed.hits === 0) return undefined;\n      return',
        'if (scrubbed.hits >= 0) return undefined;\n      return',
      ],
      [
        'redaction-marker-joins',
        'no marker forms a secret with its neighbours',
        'redaction-marker.ts',
        'if (formBeginsInMarker || formEndsInMarker) return false;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    [
      'broker/secrets/vault/seal.test.ts',
      'broker/secrets/vault/secret.test.ts',
      'broker/secrets/vault/vault.test.ts',
      'broker/secrets/vault/vault-key.test.ts',
      'broker/secrets/vault/vault-tampering.test.ts',
      'broker/secrets/vault/vault-model.test.ts',
      'broker/checks/threats/f-tampering.test.ts',
    ],
    [
      [
        'vault-swapped-place',
        'a ciphertext serves one connection and field',
        'place.ts',
        "if (sealed.connectionId !== expected.connectionId || sealed.field !== expected.field) return 'wrong-place';",
        '',
      ],
      [
        'vault-rolled-back',
        'an older ciphertext is noticed',
        'place.ts',
        "if (sealed.counter !== expected.counter) return 'rolled-back';",
        '',
      ],
      [
        'vault-moved-authority',
        'a ciphertext opens for the authority it was saved for',
        'place.ts',
        "if (sealed.authorityDigest !== expected.authorityDigest) return 'authority-changed';",
        '',
      ],
      [
        'vault-length-told',
        'the file does not tell how long a secret is',
        'seal.ts',
        'Math.ceil((4 + length) / padding) * padding',
        '(4 + length)',
      ],
      [
        'vault-any-key',
        'a wrong key is refused while there are secrets',
        'key-check.ts',
        'if (rows.any() && !rows.all().some((row) => opensWith(key, row.sealed))) return false;',
        '',
      ],
      [
        'vault-aside-while-locked',
        'secrets are set aside only where their key is gone',
        'key-holder.ts',
        'key !== undefined || !isKeyGone(why)',
        'key !== undefined',
      ],
      [
        'vault-aside-new-key',
        'secrets are set aside only where their key is gone, and none was made since',
        'key-holder.ts',
        'check.stored() === stored && rows.any() === asked.any',
        'stored === stored',
      ],
      [
        'vault-given-up-key-back',
        'a key that was given up meanwhile does not come back',
        'key-holder.ts',
        'if (check.stored() === asked) return take(answer);',
        'if (asked === asked) return take(answer);',
      ],
      [
        'vault-unreadable-dropped',
        'what cannot be opened is kept',
        'settle.ts',
        'rows.keep(row, now);',
        'rows.drop(row);',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    [
      'broker/audit/audit-log.test.ts',
      'broker/audit/chain.test.ts',
      'broker/audit/verify.test.ts',
      'broker/audit/seal-head.test.ts',
      'broker/audit/prune.test.ts',
      'broker/checks/threats/f-tampering.test.ts',
    ],
    [
      [
        'audit-export-cut-at-script-line-ends',
        'an entry is exported word for word, whatever an extension wrote in it',
        'chain.ts',
        '[^\\r\\n]*',
        '.*',
      ],
      [
        'audit-emptied-by-clock',
        'a clock that is years ahead empties no log',
        'prune.ts',
        'return settled === undefined ? 0 : settled + settleMs - keepMs;',
        'return now - keepMs;',
      ],
      [
        'audit-unchained',
        'every entry is chained to the one before it',
        'chain.ts',
        "hash('sha256', previous + line, 'hex');",
        "hash('sha256', line, 'hex');",
      ],
      [
        'audit-gap-unseen',
        'a missing entry is noticed',
        'verify.ts',
        "if (row.seq > position.seq + 1) return { seq: position.seq + 1, why: 'missing' };",
        '',
      ],
      [
        'audit-cut-tail-unseen',
        'a cut tail is noticed',
        'verify.ts',
        'if (known.some((head) => head.seq > position.seq))',
        'if (known.some((head) => head.seq < 0))',
      ],
      [
        'audit-seal-unchecked',
        'a forged seal is noticed',
        'seal-head.ts',
        "return sameText(sealOf(key, sealed, checkpoint), sealed.seal) ? 'valid' : 'broken';",
        "return 'valid';",
      ],
      [
        'audit-checkpoint-unsealed',
        'pruning keeps the log verifiable, and cannot be forged',
        'seal-head.ts',
        '[checkpoint.seq, checkpoint.link, checkpoint.at, checkpoint.removed, ...treeIn(checkpoint)],',
        '',
      ],
      [
        'audit-fields-unparsed',
        'nothing is logged for which the contract has no field',
        'chain.ts',
        'JSON.stringify(auditEvent.parse(event))',
        'JSON.stringify(event)',
      ],
    ],
  ),
  ...catalogueMutants,
  ...developmentMutants,
  ...expiryMutants,
  ...doorMutants,
  ...guestMutants,
  ...handleRequestSessionMutants,
  ...idMutants,
  ...wearMutants,
  ...settingsPageMutants,
  ...laterMutants,
  ...proofMutants,
  ...restMutants,
  ...mcpToolMutants,
  ...mcpEraMutants,
  ...mcpElicitationMutants,
  ...mcpListMutants,
  ...mcpTaskMutants,
  ...pathMutants,
  ...scrubMutants,
  ...redactionMutants,
  ...desktopMutants,
  ...logAndGrantMutants,
  ...redactionRestMutants,
  ...plainDataMutants,
  ...pageMutants,
  ...looseningMutants,
  ...workspaceMutants,
];

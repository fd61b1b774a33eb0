/** The mutants of ids in MCP sessions: each side chooses its own, and none is looked up among the other's. */
import { group } from './group.mjs';

const folder = 'broker/mcp';
const ofBothSides = [`${folder}/reused-ids.test.ts`, `${folder}/id-spaces.test.ts`];

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const idMutants = [
  ...group(folder, ofBothSides, [
    [
      'ids-looked-up-loosely',
      'an answer under a text that reads like an id is an answer to nothing',
      'exchange.ts',
      'awaited.get(answer.id)',
      'awaited.get(Number(answer.id))',
    ],
    [
      'ids-token-leaves',
      'the extension’s progress token does not reach the server',
      'wire-message.ts',
      'withToken(params, wantsProgress ? id : undefined)',
      'params',
    ],
    [
      'ids-cancelled-as-said',
      'a cancellation names the request by the id that the broker drew',
      'wire-message.ts',
      '{ ...withToken(more, undefined), requestId }',
      '{ requestId, ...withToken(more, undefined) }',
    ],
    [
      'ids-progress-as-said',
      'progress of a callback goes to the server under the server’s own token',
      'wire-message.ts',
      '{ ...withToken(more, undefined), progressToken }',
      '{ progressToken, ...withToken(more, undefined) }',
    ],
    [
      'ids-progress-when-settled',
      'nothing is heard of a request that is settled',
      'pending-request.ts',
      'over?.forget();',
      '',
    ],
    [
      'ids-of-wire-shown',
      'the extension gets its answer under its own id',
      'mcp-session.ts',
      '{ ...value, id, result: shown } as McpServerMessage',
      '{ ...value, result: shown } as McpServerMessage',
    ],
    [
      'ids-two-under-one',
      'one request at a time is under way under an id of the extension’s',
      'extension-requests.ts',
      "if (underWay.has(id)) throw new ValetkeyError({ code: 'invalid-input', at: 'id' });",
      '',
    ],
    [
      'ids-never-given-back',
      'an id of the extension’s is free once its request is over',
      'extension-requests.ts',
      'if (underWay.get(id) === request) underWay.delete(id);',
      '',
    ],
    [
      'ids-any-token',
      'what can be no progress token is refused',
      'mcp-session.ts',
      'if (!token.success)',
      'if (false)',
    ],
    [
      'callbacks-answered-twice',
      'a server’s request is answered once',
      'callbacks.ts',
      'const found = open.get(id);\n      open.delete(id);',
      'const found = open.get(id);',
    ],
    [
      'callbacks-one-id-twice',
      'a server that uses an id again while it waits is not heard',
      'callbacks.ts',
      "if (knownAs(exchange, id) !== undefined) return 'used-twice';",
      '',
    ],
    [
      'callbacks-known-by-theirs',
      'the extension knows a server’s request by an id of the broker’s',
      'server-side.ts',
      'return { ...bare, id, ...own };',
      'return { ...bare, ...own };',
    ],
    [
      'callbacks-withdrawn-and-open',
      'a callback that the server withdrew is not answered',
      'callbacks.ts',
      'if (own !== undefined) open.delete(own);',
      '',
    ],
    [
      'callbacks-of-any-cancellation',
      'a server withdraws its own requests only',
      'server-side.ts',
      'if (requestId === undefined) return forNobody.passedOver();',
      'if (requestId === undefined) return pass(message, sizeOf(message), asItIs);',
    ],
    [
      'callbacks-outlive-their-link',
      'what a server asked before it was started anew is not answered to the new one',
      'server-side.ts',
      'callbacks.clear();\n      person?.clear();\n      return openLink',
      'return openLink',
    ],
  ]),
  ...group(
    folder,
    ['exchange', 'link', 'wire-ids', 'to-server'].map((name) => `${folder}/${name}.test.ts`),
    [
      ['ids-drawn-again', 'no id is drawn twice', 'wire-ids.ts', 'last += 1;', ''],
      [
        'ids-alike-in-all-sessions',
        'a server that confuses its sessions meets other ids in each',
        'wire-ids.ts',
        'randomInt(2 ** 30)',
        '0',
      ],
      [
        'ids-called-off-and-sent',
        'a request that was called off before its turn does not leave',
        'exchange.ts',
        "if (!request.isOpen()) throw new ValetkeyError({ code: 'aborted' });",
        '',
      ],
      [
        'ids-kept-when-not-sent',
        'the id of a message that was not sent is nobody’s',
        'exchange.ts',
        'awaited.delete(id); // it may be',
        '// it may be',
      ],
      [
        'ids-closed-link-heard',
        'what a closed link still brings is nobody’s',
        'channel.ts',
        'if (open) on.message(message);',
        'on.message(message);',
      ],
      [
        'ids-list-in-the-brokers-name',
        'the log tells an extension’s list from the broker’s own',
        'to-server.ts',
        'const object = key === undefined ? undefined : params?.[key];',
        "const object = params?.[key ?? 'name'];",
      ],
    ],
  ),
];

/** The mutants of what an application that embeds the broker gets. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const hostMutants = [
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/look.test.ts'],
    [
      ['look-any-value', 'a look sets colors, and nothing else', 'look.ts', '/^#[0-9a-f]{6}$/i', '/./'],
      ['look-faint', 'a look cannot hide a text', 'look.ts', 'if (ratio < least)', 'if (ratio < 1)'],
      [
        'look-name-as-mark-up',
        'the name of an application is text',
        'look.ts',
        'name = htmlText(nameOfApp(look))',
        'name = nameOfApp(look)',
      ],
      [
        'look-text-as-mark-up',
        'a text of the first frame is text',
        'look.ts',
        'one === undefined ? text : htmlText(one)',
        'one ?? text',
      ],
    ],
  ),
  ...group(
    'broker/contracts/texts',
    ['broker/contracts/texts/say.test.ts'],
    [
      [
        'texts-leave-out',
        'texts of an application leave out no value',
        'say.ts',
        'if (missing !== undefined)',
        'if (missing === "")',
      ],
      [
        'texts-value-as-sentence',
        'a value is not read as a sentence',
        'say.ts',
        "written(values[name] ?? ''));",
        "written(values[name] ?? '')).replace(placeholder, '');",
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/loopback-listener.test.ts'],
    [
      [
        'sign-in-page-as-mark-up',
        'a text of the page after a sign-in is text',
        'loopback-listener.ts',
        'htmlText(sentence)',
        'sentence',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/settings-language.test.ts'],
    [
      [
        'locked-in-english',
        'why secrets are locked is in the language of the application',
        'settings-facet.ts',
        'say(lockedSentences[state.why]) : undefined',
        'lockedSentences[state.why] : undefined',
      ],
      [
        'wrong-value-in-english',
        'what is wrong with a value is in the language of the application',
        'scope-here.ts',
        "say('No workspace is open. Open one first.')",
        "'No workspace is open. Open one first.'",
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/outside-language.test.ts'],
    [
      [
        'menu-in-english',
        'the menu is in the language of the application',
        'app-menu.ts',
        "label: say('Paste')",
        "label: 'Paste'",
      ],
    ],
  ),
  ...group(
    'broker/extensions',
    ['broker/extensions/host-calls.test.ts'],
    [
      [
        'host-call-answered-twice',
        'an answer settles the call of its id, once',
        'host-calls.ts',
        'callers.get(answer.id)',
        '[...callers.values()][0]',
      ],
      [
        'host-call-left-open',
        'a call rejects when its extension stops',
        'host-calls.ts',
        'for (const { fail } of callers.values()) fail(stopped());',
        '',
      ],
      [
        'host-call-waits-twice',
        'an extension waits for one call at a time',
        'host-calls.ts',
        'if (taker !== undefined) throw',
        'if (lastId < 0) throw',
      ],
    ],
  ),
  ...group(
    'broker/shells',
    ['broker/shells/connect-tool.test.ts'],
    [
      [
        'tool-unchecked',
        'the manifest of a tool is checked as an extension’s is',
        'connect-tool.ts',
        'if (!reading.ok) {',
        'if (!reading.ok && Object.keys(given).length === 0) {',
      ],
      [
        'tool-digest',
        'what was allowed to a tool fits no extension of its name',
        'connect-tool.ts',
        'contentDigest: digestOf(manifest),',
        "contentDigest: '0'.repeat(64),",
      ],
      [
        'tool-goes-on',
        'a tool that was stopped has no handle',
        'connect-tool.ts',
        "      detach('stopped');\n",
        '',
      ],
    ],
  ),
];

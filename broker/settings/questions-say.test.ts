import { describe, expect, it } from 'vitest';
import type { ChangeDraft } from '../consent/prompts.ts';
import { english } from '../contracts/texts/say.ts';
import {
  changedFields,
  changeFieldsQuestion,
  contactQuestion,
  moveConnectionQuestion,
  moveScopeQuestion,
  replaceSecretQuestion,
  signInQuestion,
  undoDeleteQuestion,
} from './connection-questions.ts';
import { askLessQuestion, confirmGrantQuestion, limitLessQuestion } from './grant-questions.ts';
import type { Change } from './plan.ts';
import { chooseProtectionQuestion, setSecretsAsideQuestion, shortenLogQuestion } from './proof-questions.ts';
import { placeParts, usersPart } from './question-parts.ts';

const authority = (more: object = {}) =>
  ({
    providerId: 'acme.reader/api',
    providerVersion: 1,
    placement: 'Bearer token',
    origins: ['https://a.example'],
    ...more,
  }) as never;
const resolved = (more: object = {}) =>
  ({
    record: {
      id: 'con_AAAAAAAAAAAAAAAAAAAAA',
      providerId: 'acme.reader/api',
      displayName: 'Work',
      scope: 'user',
    },
    provider: { name: 'Acme API' },
    contributedBy: 'acme.reader',
    authority: authority(),
    inUse: { auth: { kind: 'none' } },
    ...more,
  }) as never;
const users = ['one', 'two'].map((name) => ({ id: `acme.${name}` as never, displayName: name }));
const said = (change: Change): string => JSON.stringify((change.shown(english) as ChangeDraft).parts);
const partOf = (change: Change, head: string) =>
  (change.shown(english) as ChangeDraft).parts.find((one) => one.head === head);
const firstUser = '“one” (acme.one)';
const named = { connection: 'Work', extension: { id: 'acme.reader' as never, displayName: 'Reader' } };
const principal = { id: 'acme.reader', version: '1.0.0', contentDigest: 'sha256-old' };
const grant = (more: object = {}) =>
  ({
    id: 'gr_x',
    connectionId: 'con_x',
    principal,
    authority: authority(),
    caveats: { methods: ['GET', 'DELETE'], paths: ['/**'], mcpTools: [] },
    ...more,
  }) as never;

describe('what main asks about a connection names all that a yes would do', () => {
  it('each host that is contacted for the first time is named, and that the secret goes along', () => {
    const question = contactQuestion(resolved(), ['https://a.example', 'https://m\u0430p.example'], 'test');
    expect(partOf(question, 'Valetkey would send requests to')?.origins).toEqual([
      'https://a.example',
      'https://m\\u{430}p.example',
    ]);
    expect(partOf(question, 'Why')?.texts).toContain('The requests carry the secret entered for it.');
  });

  it('each field that is new, gone or other is shown in full', () => {
    const long = `${'x'.repeat(1_900)}y`;
    const rows = changedFields(
      { gone: 'a', same: 1, other: long },
      { same: 1, other: `${long}z`, fresh: 'b' },
    );
    expect(rows).toEqual([
      ['gone', 'a', 'none'],
      ['other', long, `${long}z`],
      ['fresh', 'none', 'b'],
    ]);
    expect(partOf(changeFieldsQuestion(resolved(), rows, users), 'What changes')?.rows).toEqual(rows);
    const hidden = '\u200b'.repeat(1_999);
    const [row] = changedFields({ other: `${hidden}1` }, { other: `${hidden}2` });
    expect([row?.[1].at(-1), row?.[2].at(-1)]).toEqual(['1', '2']);
    const moved = moveConnectionQuestion(
      authority({ origins: ['https://old.example'] }),
      resolved(),
      rows.slice(0, 1),
      users,
    );
    expect(partOf(moved, 'Fields')?.rows).toEqual(rows.slice(0, 1));
    expect(partOf(moved, 'What changes')?.rows).toEqual([
      ['Goes to', 'https://old.example', 'https://a.example'],
    ]);
  });

  it('each question names who has the connection', () => {
    for (const question of [
      changeFieldsQuestion(resolved(), [], users),
      moveConnectionQuestion(undefined, resolved(), [], users),
      moveScopeQuestion(resolved(), resolved(), users),
      replaceSecretQuestion(resolved(), ['token'], users),
      signInQuestion(resolved(), { flow: undefined, more: [] }, users),
      signInQuestion(resolved(), { flow: undefined, more: [] }, users.slice(0, 1)),
      undoDeleteQuestion({ id: 'con_x' as never, displayName: 'Work' }, users),
    ])
      expect(said(question)).toContain(firstUser);
  });

  it('the question says which secrets are replaced, which rights are added, and whose account a code signs in', () => {
    expect(
      partOf(replaceSecretQuestion(resolved(), ['key', 'certificate'], users), 'What is replaced')?.texts,
    ).toEqual(['key, certificate']);
    const question = signInQuestion(resolved(), { flow: 'deviceCode', more: ['repo:delete'] }, users);
    expect(partOf(question, 'Additional rights')?.texts).toEqual(['repo:delete']);
    expect(said(question)).toContain('the person who enters it chooses the account');
  });

  it('a command that mentions an address is shown as one, and users beyond the first are counted', () => {
    const mcp = 'Program started on this computer: "/bin/x" "https://a.example"';
    expect(placeParts(authority({ mcp }), undefined, 'to', 'starts')).toContainEqual({
      head: 'starts',
      command: mcp,
    });
    const many = Array.from({ length: 22 }, (_, at) => ({ id: `acme.e${at}` as never, displayName: 'E' }));
    expect(usersPart(english, 'Who', many).texts?.at(-1)).toBe('and 2 more');
  });
});

describe('what main asks about a grant names all that a yes would do', () => {
  const now = {
    authority: authority({ origins: ['https://new.example'] }),
    principal: { ...principal, contentDigest: 'sha256-new' } as never,
    auth: { kind: 'none' } as never,
  };

  it('confirming shows where it leads now, what changed, what it may do, and which tools are others', () => {
    const toolChanges = { added: [], removed: [], changed: [] };
    const question = confirmGrantQuestion(grant(), now, toolChanges as never, named);
    expect(partOf(question, 'Your secret would be sent to')?.origins).toEqual(['https://new.example']);
    expect(partOf(question, 'Changed since you allowed it')?.rows).toEqual([
      ['Goes to', 'https://a.example', 'https://new.example'],
      ['Extension content', 'sha256-old', 'sha256-new'],
    ]);
    expect(said(question)).toContain('DELETE');
    expect((question.shown(english) as ChangeDraft).toolChanges).toBe(toolChanges);
    const one = confirmGrantQuestion(grant(), { ...now, authority: authority() }, undefined, named);
    expect(partOf(one, 'Changed since you allowed it')?.rows).toHaveLength(1);
  });

  it('limiting less shows what it may do now with its limits and bounds, and what then', () => {
    const limits = { methods: ['GET'], usesPerDay: 7 } as never;
    const question = limitLessQuestion(
      grant({ limits, uncounted: true }),
      { limits: undefined } as never,
      named,
    );
    const before = partOf(question, 'What it may do now')?.texts?.join(' ');
    expect(before).toContain('Of that only: Read (GET) at every path.');
    expect(before).toContain('7');
    const then = partOf(question, 'What it could do then')?.texts?.join(' ');
    expect(then).toContain('DELETE');
    expect(then).not.toContain('Of that only');
    const counted = limitLessQuestion(grant({ limits }), {} as never, named);
    expect(partOf(question, 'What it may do now')?.texts?.length).toBe(
      (partOf(counted, 'What it may do now')?.texts?.length ?? 0) + 1,
    );
  });

  it('asking less shows each tool that would run without asking, and each exception', () => {
    const question = askLessQuestion(
      grant(),
      { rule: 'every', always: [], never: ['wipe'] },
      [{ name: 'wipe' }],
      named,
    );
    expect(partOf(question, 'These tools would run without asking')?.texts).toEqual(['wipe']);
    expect(partOf(question, 'When Valetkey asks')?.rows).toEqual([
      ['Before a call', 'never', 'before every call; never at wipe'],
    ]);
  });
});

describe('what main asks about the secrets and the log as a whole says what would be lost', () => {
  it('giving up the key costs the secrets and the seal of the log, and cannot be undone', () => {
    const question = setSecretsAsideQuestion('The keyring holds another key.');
    expect(partOf(question, 'Why they are locked')?.texts).toEqual(['The keyring holds another key.']);
    const happens = partOf(question, 'What happens')?.texts?.join(' ');
    expect(happens).toContain('The locked secrets stay in their file, unusable');
    expect(happens).toContain(
      'The current seal of the activity log is lost with the key. You cannot undo this.',
    );
  });

  it('weak protection says who could read the secrets then, and a passphrase that nobody can restore it', () => {
    expect(partOf(chooseProtectionQuestion('weak'), 'What this means')?.texts?.join(' ')).toContain(
      'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret',
    );
    expect(partOf(chooseProtectionQuestion('new-passphrase'), 'What this means')?.texts).toContain(
      'Nobody can restore it. Without it the secrets are lost.',
    );
  });

  it('a shorter log names both retentions, and what is deleted at once', () => {
    const question = shortenLogQuestion({ days: 90, entries: 1_000 }, { days: 30, entries: 1_000 });
    expect(partOf(question, 'Retention')?.rows).toEqual([['Days', '90', '30']]);
    expect(partOf(question, 'What is deleted')?.texts).toEqual([
      'Entries that are older than 30 days, and all but the newest 1000.',
      'They are deleted immediately and cannot be restored.',
    ]);
  });
});

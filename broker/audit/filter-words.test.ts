import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditEntry } from '../contracts/audit.ts';
import { openTestLog } from './fixtures/open-test-log.ts';
import { used } from './fixtures/sample-events.ts';

const found = (log: ReturnType<typeof openTestLog>['log'], ...texts: string[]): (string | undefined)[] =>
  log.list({ limit: 100, words: texts.map((text) => ({ text, means: [] })) }).entries.map(({ path }) => path);

describe('a search through everything that entries say', () => {
  it('each word stands in some value, whatever the case of its letters', () => {
    const { log } = openTestLog();
    log.append(used('/Orders/7', { reason: 'Prints "invoices".' }));
    log.append(used('/issues'));
    expect(found(log, 'ORDERS')).toEqual(['/Orders/7']);
    expect(found(log, 'orders', '"INVOICES"')).toEqual(['/Orders/7']);
    expect(found(log, 'orders', 'issues')).toEqual([]);
    expect(found(log, 'nothing of it')).toEqual([]);
  });

  it('the name of a field is no value, so searching for it finds only entries that say it', () => {
    const { log } = openTestLog();
    log.append(used('/a'));
    for (const name of Object.keys(auditEntry.shape)) {
      if (JSON.stringify(log.list({ limit: 1 }).entries[0]).includes(`${name}"`)) {
        expect(found(log, `${name}":`), name).toEqual([]);
      }
    }
    expect(found(log, 'path')).toEqual([]);
    log.append(used('/path/of/it'));
    expect(found(log, 'path')).toEqual(['/path/of/it']);
  });

  it('a word also fits by a value that it means, and by no part of another one', () => {
    const { log } = openTestLog();
    log.append(used('/a', { extension: 'acme.reader' as never }));
    log.append(used('/b', { extension: 'acme.reader2' as never }));
    const words = [{ text: 'Zebra', means: [['extension', 'acme.reader'] as ['extension', string]] }];
    expect(log.list({ limit: 9, words }).entries.map(({ path }) => path)).toEqual(['/a']);
    const quoted = [{ text: 'Zebra', means: [['kind', 'x","extension":"acme.reader'] as ['kind', string]] }];
    expect(log.list({ limit: 9, words: quoted }).entries).toEqual([]);
  });

  it('a text of any kind is found as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const { log } = openTestLog();
        log.append(used('/a', { reason: `before ${text} after` }));
        expect(found(log, text)).toEqual(['/a']);
      }),
      { numRuns: 40 },
    );
  });

  it('the name of a limit is no value either', () => {
    const { log } = openTestLog();
    log.append(used('/a', { given: { methods: ['GET'], paths: ['/**'], mcpTools: [] } }));
    for (const name of ['mcptools', 'methods', 'paths']) expect(found(log, name), name).toEqual([]);
  });
});

import type { AuditEntry } from '@valetkey/api-contracts';
import { preciseDateText } from '../date-text.ts';
import { button, element } from '../element.ts';
import { errorText } from '../error-text.ts';
import { drawn, type View, type ViewPowers } from './view.ts';

const pageSize = 100;

/** The audit log, newest first, page by page. */
export const auditView = ({ client, say }: ViewPowers): View => {
  const failed = (error: unknown): void => say(errorText(error), 'failed');
  const rows = element('tbody', {});
  const older = element('tbody', {});
  const more = button('Show older', () => loadOlder(), { 'data-key': 'older' });
  let before: number | undefined;

  const newest = drawn(
    rows,
    () => client.listAudit({ limit: pageSize }),
    ({ entries, older: hasOlder }) => {
      older.replaceChildren();
      before = entries.at(-1)?.seq;
      more.hidden = !hasOlder;
      return entries.map(rowOf);
    },
    failed,
  );
  const loadOlder = async (): Promise<void> => {
    if (before === undefined) return;
    try {
      const page = await client.listAudit({ limit: pageSize, before });
      older.append(...page.entries.map(rowOf));
      before = page.entries.at(-1)?.seq;
      more.hidden = !page.older;
    } catch (error) {
      failed(error);
    }
  };
  const verify = async (): Promise<void> => {
    try {
      const { ok, entries, firstBad } = await client.verifyAudit();
      if (ok) say(`All ${entries} entries are whole, in order, and none is missing.`);
      else say(`Entry ${firstBad?.seq ?? '?'} is not as it was written: ${firstBad?.why ?? ''}.`, 'failed');
    } catch (error) {
      failed(error);
    }
  };
  const heads = ['#', 'When', 'What', 'Who', 'Where', 'Outcome'].map((one) =>
    element('th', { scope: 'col' }, one),
  );
  const whole = element(
    'div',
    {},
    element('header', {}, element('h2', {}, 'Activity'), button('Verify', verify, { 'data-key': 'verify' })),
    element('table', { class: 'audit' }, element('thead', {}, element('tr', {}, ...heads)), rows, older),
    more,
  );
  return { element: whole, refresh: newest.refresh };
};

const rowOf = (entry: AuditEntry): HTMLElement => {
  const { seq, at, kind, extension, method, origin, path, outcome, code, status, detail } = entry;
  const where = [method, origin === undefined ? path : `${origin}${path ?? ''}`];
  const how = [outcome, code, status, detail?.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…')];
  const cells = [
    String(seq),
    preciseDateText(at),
    kind,
    extension ?? whoElse(kind),
    joined(where),
    joined(how),
  ];
  return element('tr', {}, ...cells.map((cell) => element('td', {}, cell)));
};

/** What no extension did was a person's doing, or the program's own. */
const whoElse = (kind: AuditEntry['kind']): string =>
  /^(?:broker|vault|audit)\./.test(kind) ? 'Valetkey' : 'you';

const joined = (parts: readonly (string | number | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' ');

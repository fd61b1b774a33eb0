import type { Facet } from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import { type SettingsContract, settingsContract } from '../contracts/settings.ts';
import { type Abortable, cancel, makeCancellation } from '../network/on-abort.ts';
import { type Gate, openGate } from '../port/gate.ts';
import type { Transport } from '../port/transport.ts';

/** The ports of settings pages: a page that goes ends what it waited for, and none outlives the broker. */
export function makeSettingsPages(powers: {
  readonly facetOf: (page: Abortable) => Facet<SettingsContract>;
  readonly note: Note;
  readonly log: (level: 'error', text: string, cause: unknown) => void;
}) {
  const pages = new Set<Gate>();
  return Object.freeze({
    open: (transport: Transport): Gate => {
      const page = makeCancellation();
      const gate = openGate({
        contract: settingsContract,
        facet: powers.facetOf(page),
        transport,
        onViolation: (detail) => powers.note({ kind: 'protocol.violation', detail: `settings: ${detail}` }),
        onClosed: () => {
          cancel(page);
          pages.delete(gate);
        },
        onInternalError: (error) => powers.log('error', 'a settings call failed', error),
      });
      pages.add(gate);
      return gate;
    },
    close: (): void => {
      for (const gate of [...pages]) gate.close('port-closed');
    },
  });
}

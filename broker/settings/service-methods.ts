import {
  type ConnectionProvider,
  type HttpMethod,
  type ProviderId,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { Note } from '../audit/note.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { PlaceStore } from '../connections/place-store.ts';
import { displayText } from '../consent/display-text.ts';
import { refuseChoice } from '../consent/refuse-choice.ts';
import { addedId, isAdded } from '../contracts/added-service.ts';
import type { ServiceDraft } from '../contracts/settings-services.ts';
import type { Say } from '../contracts/texts/say.ts';
import { parseOrigin } from '../network/origin.ts';
import type { AddedServiceStore } from '../providers/added-service-store.ts';
import { hostsNamedBy } from '../providers/hosts-of.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import { readDeclaredProvider } from '../providers/read-declared-provider.ts';
import type { Resolver } from '../resolve/resolve-connection.ts';
import {
  type AddressRead,
  addressToRead,
  type DescribedService,
} from '../services/read-described-service.ts';
import type { After } from '../time/after.ts';
import { mostPerMinute } from '../time/most-per-minute.ts';
import type { Changes } from './changes.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import { addServiceQuestion, readAddressQuestion } from './service-questions.ts';

export type ServicePowers = {
  readonly say: Say;
  readonly addedServices: AddedServiceStore;
  readonly providers: Pick<ProviderRegistry, 'list' | 'get' | 'setAdded'>;
  readonly connections: Pick<ConnectionStore, 'list' | 'hidden'>;
  readonly places: Pick<PlaceStore, 'confirm'>;
  readonly resolver: Pick<Resolver, 'forget'>;
  readonly readAddress: (url: URL) => Promise<AddressRead>;
  readonly changes: Pick<Changes, 'tell'>;
  readonly note: Note;
  readonly makeId: () => string;
  readonly now: () => number;
  readonly after: After;
  /** How long a removal can be taken back; 0 is not at all. */
  readonly undoMs: number;
};

type WantedService = {
  readonly readingId: string;
  readonly server: number;
  readonly methods: readonly HttpMethod[];
};

const mostReadings = 6;

/** Services that the user adds by the address at which they describe themselves. */
export function serviceMethods(powers: ServicePowers) {
  const { say, addedServices, providers, connections, note } = powers;
  const waitForReading = mostPerMinute(mostReadings, powers.now);
  let last: { readonly readingId: string; readonly service: DescribedService } | undefined;
  let isReading = false;
  /** Removed, and known until nothing can be undone: their connections are signed out at them. */
  const leaving = new Map<string, ConnectionProvider>();

  const register = (): void => {
    // Another process may have added one of this name meanwhile.
    const left = [...leaving.values()].filter(({ id }) => !addedServices.has(id));
    providers.setAdded(addedServices.list(), left);
    powers.resolver.forget();
    powers.changes.tell(['providers', 'connections']);
  };
  const read = async (url: URL) => {
    if (isReading)
      throw new ValetkeyError({
        code: 'conflict',
        expected: say('Another address is being read. Wait until that is done.'),
      });
    const retryAfterMs = waitForReading();
    if (retryAfterMs !== undefined)
      throw new ValetkeyError({
        code: 'prompt-limit',
        expected: say('Many addresses were read within a minute. Wait a minute, then try again.'),
        retryAfterMs,
      });
    isReading = true;
    try {
      const found = await powers.readAddress(url);
      if (!found.ok) return refuseChoice([found.why]);
      const { service } = found;
      last = { readingId: powers.makeId(), service };
      const servers = service.servers.map((one) => displayText(one, 2_200));
      return { outcome: 'read' as const, readingId: last.readingId, servers };
    } finally {
      isReading = false;
    }
  };
  /** Nobody has it, and no connection remembers one that had it. */
  const isFree = (name: string): boolean => {
    const id = addedId(name);
    const records = [...connections.list(), ...connections.hidden().flatMap(({ record }) => record ?? [])];
    return (
      !addedServices.has(name) && !leaving.has(name) && records.every(({ providerId }) => providerId !== id)
    );
  };
  const drafted = ({ readingId, server, methods }: WantedService) => {
    const draft = last?.readingId === readingId ? last.service.draft(server) : undefined;
    if (draft === undefined) throw new ValetkeyError({ code: 'not-found' });
    const id = freeName(String(draft.provider['name']), isFree);
    const reading = readDeclaredProvider({ ...draft.provider, id, methods: [...new Set(methods)] });
    return { reading, notes: draft.notes };
  };
  const existing = (id: ProviderId): string => {
    const name = id.slice(id.indexOf('/') + 1);
    if (!isAdded(id) || !addedServices.has(name)) throw new ValetkeyError({ code: 'not-found' });
    return name;
  };
  const ofAll = {
    listProviders: () => [...providers.list()],
    readAddress: ({ address }) => {
      const url = addressToRead(address);
      if (url === undefined || url.username !== '' || url.password !== '' || !parseOrigin(url.origin).ok)
        return nothingToAsk(() =>
          refuseChoice([say('Enter the address of an OpenAPI document or of an MCP server, with https.')]),
        );
      return askFirst(readAddressQuestion(url), () => read(url));
    },
    draftService: (wanted): ServiceDraft => {
      const { reading, notes } = drafted(wanted);
      if (!reading.ok) return refuseChoice(reading.problems.map(({ at, sentence }) => `${at}: ${sentence}`));
      const shown = notes.slice(0, 20).map((note) => displayText(note, 800));
      return { outcome: 'drafted', provider: reading.provider, notes: shown };
    },
    addService: (wanted) => {
      const { reading } = drafted(wanted);
      if (!reading.ok) throw new ValetkeyError({ code: 'invalid-input' });
      const { provider } = reading;
      const providerId = addedId(provider.id);
      return askFirst(addServiceQuestion(providerId, provider, providers.list()), () => {
        addedServices.put(provider, powers.now());
        powers.places.confirm([...hostsNamedBy(provider)], powers.now());
        last = undefined;
        register();
        note({ kind: 'service.added', providerId });
        const added = providers.get(providerId);
        if (added === undefined) throw new ValetkeyError({ code: 'internal' });
        return added;
      });
    },
  } satisfies Partial<SettingsMethods>;

  /** A page takes its own removal back, unasked: it could as well not have removed. No other page can. */
  const ofPage = () => {
    const removals = new Map<string, string>();
    return {
      removeService: ({ providerId }) => {
        const name = existing(providerId);
        if (connections.list().some((one) => one.providerId === providerId))
          throw new ValetkeyError({ code: 'conflict' });
        const provider = providers.get(providerId)?.provider;
        addedServices.remove(name);
        note({ kind: 'service.removed', providerId });
        // One that could not be read was never there.
        if (provider === undefined) return {};
        leaving.set(name, provider);
        register();
        const removalId = powers.makeId();
        removals.set(removalId, name);
        powers.after(Math.max(1, powers.undoMs), () => {
          if (removals.delete(removalId) && leaving.delete(name)) register();
        });
        return powers.undoMs > 0 ? { undo: { removalId, until: powers.now() + powers.undoMs } } : {};
      },
      undoRemoveService: ({ removalId }) =>
        nothingToAsk(() => {
          const name = removals.get(removalId);
          const provider = name === undefined ? undefined : leaving.get(name);
          if (provider === undefined) throw new ValetkeyError({ code: 'not-found' });
          addedServices.put(provider, powers.now());
          removals.delete(removalId);
          leaving.delete(provider.id);
          register();
          note({ kind: 'service.added', providerId: addedId(provider.id), detail: 'removal undone' });
          return {};
        }),
    } satisfies Partial<SettingsMethods>;
  };
  return { ofAll, ofPage };
}

/** Letters and digits of the service's own name, and a number where that is taken. */
const freeName = (name: string, isFree: (name: string) => boolean): string => {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const wanted = plain === '' ? 'service' : plain;
  for (let nth = 1; ; nth += 1) {
    const tried = nth === 1 ? wanted : `${wanted}-${nth}`;
    if (isFree(tried)) return tried;
  }
};

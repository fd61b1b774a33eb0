import type {
  Client,
  ConnectionId,
  ExtensionId,
  ProviderId,
  SettingsContract,
} from '@valetkey/api-contracts';
import type { Say } from '../components/notices.ts';

/** Where the page is. What it names is brought into sight. */
export type Place =
  | {
      readonly view: 'connections';
      readonly connectionId?: ConnectionId | undefined;
      /** A form for a new one of this service. */
      readonly make?: ProviderId | undefined;
    }
  | { readonly view: 'access' }
  | { readonly view: 'activity'; readonly connectionId?: ConnectionId; readonly extension?: ExtensionId }
  | { readonly view: 'extensions' };

/** What every view is given. */
export type Powers = {
  readonly client: Client<SettingsContract>;
  readonly say: Say;
  readonly go: (place: Place) => void;
  /** Something was changed here: look at everything anew. */
  readonly changed: () => Promise<void>;
};

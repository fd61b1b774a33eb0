import type { Client, ConnectionId, ExtensionId, ProviderId } from '@valetkey/api-contracts';
import type { SettingsContract } from '@valetkey/broker/contracts';
import type { Announce } from '../components/notices.ts';
import type { Typed } from './connections/form-values.ts';

/** Where the page is. What it names is brought into sight. */
export type Place =
  | ConnectionsPlace
  | { readonly view: 'access' }
  | ActivityPlace
  | { readonly view: 'extensions' };
export type ConnectionsPlace = {
  readonly view: 'connections';
  readonly connectionId?: ConnectionId | undefined;
  /** A form for a new one of this service. */
  readonly make?: ProviderId | undefined;
  /** What stands in the fields of that form at first. */
  readonly fields?: Typed | undefined;
};
export type ActivityPlace = {
  readonly view: 'activity';
  readonly connectionId?: ConnectionId;
  readonly extension?: ExtensionId;
};

/** What every view is given. */
export type Powers = {
  readonly client: Client<SettingsContract>;
  readonly announce: Announce;
  /** False: the person stays, because of what was typed. The same place again is shown afresh. */
  readonly go: (place: Place) => Promise<boolean>;
  /** Something was changed here: reload everything. */
  readonly changed: () => Promise<void>;
};

import type { Port } from '@valetkey/extension-api/host';
import type { Transport } from '../port/transport.ts';

/** Both ends of a channel that stays in this process: the broker's, and that of somebody who speaks a contract. */
export type PortPair = { readonly near: Transport; readonly far: Port };

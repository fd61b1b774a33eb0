import {
  type JsonObject,
  type McpNotificationMethod,
  type McpOffers,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { ExtensionRequests } from './extension-requests.ts';
import type { Linked } from './linked.ts';
import type { ServerSide } from './server-side.ts';
import { plainNotification } from './wire-message.ts';

/** How a notification of the extension's goes to the server. Undefined: the server need not hear of it. */
export function leavesBy(powers: {
  readonly offers: McpOffers;
  readonly server: Pick<ServerSide, 'findCallback'>;
  readonly callOff: ExtensionRequests['callOff'];
  readonly sendOver: Linked['send'];
}): (method: McpNotificationMethod, params: JsonObject) => (() => Promise<void>) | undefined {
  const { offers, server, callOff, sendOver } = powers;
  return (method, params) => {
    switch (method) {
      case 'notifications/cancelled': {
        const tell = callOff(params['requestId']);
        return tell && (() => tell(params));
      }
      case 'notifications/progress': {
        const tell = server.findCallback(params['progressToken'])?.progress;
        return tell && (() => tell(params));
      }
      case 'notifications/roots/list_changed':
        if (offers.roots === undefined)
          throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpCallbacks' });
        return () => sendOver((link) => link.tell(plainNotification(method, params)));
    }
  };
}

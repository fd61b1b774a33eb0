import type { MessagePortMain } from 'electron/main';
import type { PagePort } from './page/port-from-main.ts';

/** A MessagePortMain with the events of a page's port: for far ends that stay in this process. */
export function pagePortOf(port: MessagePortMain): PagePort {
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener: (type, listener) => {
      if (type === 'close') port.on('close', () => listener({ data: undefined }));
      if (type === 'message')
        port.on('message', ({ data, ports }) => listener({ data, ports: ports.map(pagePortOf) }));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}

import { type Bridge, bridgeName, portMessage } from './bridge.ts';

/** Asks main for this page's port. Resolves once, with the first one that our own window passes on. */
export function portFromPreload(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = ({ source, data, ports }: MessageEvent): void => {
      const [port] = ports;
      if (source !== window || data !== portMessage || port === undefined) return;
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    (window as unknown as Record<typeof bridgeName, Bridge>)[bridgeName].ready();
  });
}

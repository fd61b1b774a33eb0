// The page of an extension: starts the Worker and hands the control port on to it. The extension never runs here.
import { controlPortChannel, type Handover } from './channel.ts';

type PortEvent = {
  readonly data: Partial<Handover> | null;
  readonly source: unknown;
  readonly ports: readonly unknown[];
};
type Page = {
  addEventListener(type: 'message', listener: (event: PortEvent) => void): void;
  Worker: new (
    url: string,
    options: { name: string },
  ) => { postMessage(message: unknown, transfer: readonly unknown[]): void };
};
const page = globalThis as unknown as Page;

const worker = new page.Worker('worker.js', { name: 'extension' });
let handedOn = false;
page.addEventListener('message', ({ data, source, ports }) => {
  if (handedOn || data?.channel !== controlPortChannel || source !== page) return;
  handedOn = true;
  worker.postMessage(data.mainSource, ports);
});

// Ports cannot cross the context bridge: this one goes to the page by postMessage. The page gets nothing else of here.
import { ipcRenderer } from 'electron/renderer';
import { removeWebRtc } from '../../page/remove-web-rtc.ts';
import { controlPortChannel, type Handover } from './channel.ts';

removeWebRtc();

type Page = { postMessage(message: Handover, origin: string, transfer: readonly unknown[]): void };
const page = globalThis as unknown as Page;

ipcRenderer.once(controlPortChannel, (event, mainSource: string) =>
  page.postMessage({ channel: controlPortChannel, mainSource }, '*', event.ports),
);

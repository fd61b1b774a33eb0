// Ports cannot cross the context bridge: this one goes to the page by postMessage. The page gets nothing else of here.
import { ipcRenderer } from 'electron/renderer';
import { controlPortChannel } from './channel.ts';

type Page = { postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void };
const page = globalThis as unknown as Page;

ipcRenderer.once(controlPortChannel, (event) => page.postMessage(controlPortChannel, '*', event.ports));

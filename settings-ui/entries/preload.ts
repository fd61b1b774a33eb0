import { contextBridge, ipcRenderer } from 'electron/renderer';
import { removeWebRtc } from '../../broker/shells/electron/page/remove-web-rtc.ts';
import { type Bridge, bridgeName, portMessage, readyMessage } from './bridge.ts';

removeWebRtc();

/** Lets a page ask for its port, and passes that port on. A port cannot cross the bridge: it goes by postMessage. */
const bridge: Bridge = { ready: () => ipcRenderer.send(readyMessage) };
contextBridge.exposeInMainWorld(bridgeName, bridge);
ipcRenderer.on(portMessage, ({ ports }) => window.postMessage(portMessage, location.origin, [...ports]));

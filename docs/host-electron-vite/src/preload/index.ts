import { contextBridge, ipcRenderer } from 'electron/renderer';

const studio = {
  commands: () => ipcRenderer.invoke('commands'),
  run: (command: string) => ipcRenderer.invoke('run', command),
  connections: () => ipcRenderer.invoke('connections'),
  access: () => ipcRenderer.invoke('access'),
  revoke: (id: string) => ipcRenderer.invoke('revoke', id),
};

contextBridge.exposeInMainWorld('studio', studio);

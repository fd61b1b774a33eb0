const { ipcRenderer } = require('electron/renderer');

ipcRenderer.on('port', ({ ports }) => window.postMessage('port', '*', [...ports]));

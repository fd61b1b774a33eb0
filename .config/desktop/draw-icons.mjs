// Draws .pictures/icons/*.png from .pictures/icon.svg in the Electron of this machine, so no other program is needed:
//   $(node .config/get-electron.mjs)/electron .config/desktop/draw-icons.mjs     (as root: --no-sandbox; needs a display)
// The PNGs are kept in the repository, since packaging must not need a display.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron/main';

const pictures = new URL('../../.pictures/', import.meta.url);
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];

/** In the page: a canvas keeps transparency, which a captured window does not. */
const draw = `async (source, size) => {
  const image = new Image();
  image.src = 'data:image/svg+xml,' + encodeURIComponent(source);
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
}`;

app.whenReady().then(async () => {
  const source = readFileSync(new URL('icon.svg', pictures), 'utf8');
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
  await window.loadURL('data:text/html,');
  mkdirSync(new URL('icons/', pictures), { recursive: true });
  for (const size of sizes) {
    const drawn = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(source)}, ${size})`);
    writeFileSync(new URL(`icons/${size}x${size}.png`, pictures), Buffer.from(drawn, 'base64'));
  }
  app.quit();
});

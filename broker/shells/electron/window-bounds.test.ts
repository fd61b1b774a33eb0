import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepBounds, keptBounds } from './window-bounds.ts';

const least = { width: 640, height: 420 };
const display = { x: 0, y: 0, width: 1_920, height: 1_080 };

describe('the size and place of the settings window', () => {
  let folder: string;
  const file = (): string => join(folder, 'window.json');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'valetkey-bounds-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('a window opens where it was closed', () => {
    const bounds = { x: 40, y: 60, width: 900, height: 700 };
    const window = Object.assign(new EventEmitter(), {
      getNormalBounds: () => bounds,
      isDestroyed: () => false,
    });
    keepBounds(window as never, file());
    window.emit('close');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(bounds);
    expect(keptBounds(file(), [display], least)).toEqual(bounds);
  });

  it('a window that no display shows any more opens at its usual place', () => {
    writeFileSync(file(), JSON.stringify({ x: 2_500, y: 100, width: 900, height: 700 }));
    expect(keptBounds(file(), [display], least)).toBeUndefined();
    expect(keptBounds(file(), [display, { ...display, x: 1_920 }], least)).toMatchObject({ x: 2_500 });
    writeFileSync(file(), JSON.stringify({ x: 10, y: -200, width: 900, height: 700 }));
    expect(keptBounds(file(), [display], least)).toBeUndefined();
  });

  it('a window is never smaller than its least size, nor larger than its display', () => {
    writeFileSync(file(), JSON.stringify({ x: 0, y: 0, width: 200, height: 9_000 }));
    expect(keptBounds(file(), [display], least)).toEqual({ x: 0, y: 0, width: 640, height: 1_080 });
  });

  it.each(['', '{', '[]', '{"x":0,"y":0,"width":"1","height":2}', '{"x":0,"y":0,"width":-5,"height":2}'])(
    'a file that holds %j is passed over',
    (text) => {
      writeFileSync(file(), text);
      expect(keptBounds(file(), [display], least)).toBeUndefined();
    },
  );
});

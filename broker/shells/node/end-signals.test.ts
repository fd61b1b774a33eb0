import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endSignals } from './end-signals.ts';

const stage = () => {
  const exits: (number | undefined)[] = [];
  const waiting: { readonly ms: number; readonly run: () => void }[] = [];
  const process = Object.assign(new EventEmitter(), {
    exitCode: undefined as number | undefined,
    exit: (code?: number) => void exits.push(code),
  });
  const after = (ms: number, run: () => void) => {
    waiting.push({ ms, run });
    return () => undefined;
  };
  return { ...endSignals(process as never, after), process, exits, waiting };
};

describe('a signal that ends a program', () => {
  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'])(
    '%s is heard once, and does not end it when it comes again',
    async (signal) => {
      const { process, untilSignal, exits } = stage();
      expect(process.listenerCount(signal)).toBe(0);
      const until = untilSignal();
      expect(process.emit(signal)).toBe(true);
      await until;
      await untilSignal();
      expect([process.emit(signal), exits]).toEqual([true, []]);
      expect(process.listenerCount(signal)).toBe(1);
    },
  );

  it('a signal ends the program after 15 seconds at the latest, with the code that shells use', () => {
    const { process, untilSignal, exits, waiting } = stage();
    void untilSignal();
    process.emit('SIGTERM');
    process.emit('SIGINT');
    expect(waiting.map(({ ms }) => ms)).toEqual([15_000]);
    waiting[0]?.run();
    expect(exits).toEqual([143]);
  });

  it('a program that no signal ended keeps its own exit code', () => {
    const { process, untilSignal, leave, exits } = stage();
    void untilSignal();
    leave(2);
    expect([process.exitCode, exits]).toEqual([2, []]);
    process.emit('SIGHUP');
    leave(2);
    leave(0);
    expect(exits).toEqual([129, 0]);
  });
});

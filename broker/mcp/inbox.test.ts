import { describe, expect, it } from 'vitest';
import { makeInbox } from './inbox.ts';

const message = { jsonrpc: '2.0' as const, method: 'notifications/message' as const };

describe('what a server said by itself and nobody has taken', () => {
  it('is full by the number of messages, and has room again when they were taken', async () => {
    const inbox = makeInbox();
    for (let at = 0; at < 63; at += 1) inbox.push(message, 10);
    expect(inbox.room()).toBeUndefined();
    inbox.push(message, 10);
    const room = inbox.room();
    expect(room).toBeInstanceOf(Promise);
    expect(inbox.take()).toHaveLength(64);
    await room;
    expect(inbox.room()).toBeUndefined();
  });

  it('is full by their size: few large ones would fill the memory, and the next message to the extension', async () => {
    const inbox = makeInbox();
    inbox.push(message, 3 * 1024 * 1024);
    expect(inbox.room()).toBeUndefined();
    inbox.push(message, 3 * 1024 * 1024);
    const room = inbox.room();
    expect(room).toBeInstanceOf(Promise);
    expect(await inbox.receive()).toHaveLength(2);
    await room;
    expect(inbox.room()).toBeUndefined();
  });
});

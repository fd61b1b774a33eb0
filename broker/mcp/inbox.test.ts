import { describe, expect, it } from 'vitest';
import { makeInbox } from './inbox.ts';

const message = { jsonrpc: '2.0' as const, method: 'notifications/message' as const };

describe('messages of a server that nobody has taken', () => {
  it('the inbox is full by number, and has room again when messages are taken', async () => {
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

  it('the inbox is full by size, because few large messages would fill memory', async () => {
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

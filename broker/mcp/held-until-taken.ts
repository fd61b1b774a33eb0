import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { frameLimits, measurePlainData, ValetkeyError } from '@valetkey/api-contracts';
import { type Share, smallCall, whileHeld } from '../port/share.ts';
import { longestMessage } from './wire.ts';

/**
 * Counts a message as its sender's until the server has taken it. What its call holds is not enough: a call that was
 * called off leaves it waiting for a server that does not read.
 */
export async function heldUntilTaken(
  message: JSONRPCMessage,
  share: Pick<Share, 'hold' | 'letGo'>,
  send: () => Promise<void>,
): Promise<void> {
  await whileHeld(sizeOf(message), share, send);
}

const limits = { ...frameLimits, maxBytes: longestMessage };

/** Never less than the message as JSON, and nothing is written out for it. */
const sizeOf = (message: JSONRPCMessage): number => {
  const size = measurePlainData(message, limits);
  if (typeof size === 'string') throw new ValetkeyError({ code: 'too-large', at: 'params' });
  return size.json <= smallCall ? 0 : size.json;
};

import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { frameLimits, ValetkeyError } from '@valetkey/api-contracts';
import { measureValue } from '../../port/measure-value.ts';
import { type Share, smallCall, whileHeld } from '../../port/share.ts';
import { longestMessage } from './wire.ts';

/**
 * Counts a message as its sender's until the server has taken it. What its call holds is not enough: as JSON it may be six
 * times as long, and a call that was called off leaves it waiting for a server that does not read.
 */
export const heldUntilTaken = async (
  message: JSONRPCMessage,
  share: Pick<Share, 'hold' | 'letGo'>,
  send: () => Promise<void>,
): Promise<void> => {
  const size = sizeOf(message);
  if (size > longestMessage) throw new ValetkeyError({ code: 'too-large', at: 'params' });
  await whileHeld(size, share, send);
};

const sizeOf = (message: JSONRPCMessage): number => {
  const texts = measureValue(message, frameLimits);
  return typeof texts === 'number' && texts <= smallCall ? 0 : JSON.stringify(message).length;
};

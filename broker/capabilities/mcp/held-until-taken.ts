import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { frameLimits, ValetkeyError } from '@valetkey/api-contracts';
import { measureValue } from '../../port/measure-value.ts';
import type { Share } from '../../port/share.ts';
import { longestMessage } from './wire.ts';

/** Those are bounded by their number. */
const smallMessage = 4_096;

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
  if (!share.hold(size)) throw new ValetkeyError({ code: 'too-many-requests' });
  try {
    await send();
  } finally {
    share.letGo(size);
  }
};

const sizeOf = (message: JSONRPCMessage): number => {
  const texts = measureValue(message, frameLimits);
  return typeof texts === 'number' && texts <= smallMessage ? 0 : JSON.stringify(message).length;
};

import type { MakeChannel, Transport } from '../port/transport.ts';

/** Keeps a copy of everything that is sent to extensions, to be searched afterwards. */
export type PortWatch = {
  readonly sent: readonly Buffer[];
  readonly messages: number;
  tap(transport: Transport): Transport;
  tapChannels(makeChannel: MakeChannel): MakeChannel;
};

export function watchPorts(): PortWatch {
  const sent: Buffer[] = [];
  let messages = 0;

  const keep = (value: unknown): void => {
    if (typeof value === 'string') sent.push(Buffer.from(value));
    else if (value instanceof Uint8Array) sent.push(Buffer.from(value));
    else if (Array.isArray(value)) value.forEach(keep);
    else if (
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ) {
      for (const [key, member] of Object.entries(value)) {
        keep(key);
        keep(member);
      }
    }
  };
  const tap = (transport: Transport): Transport => ({
    ...transport,
    post: (message, transfer) => {
      messages += 1;
      keep(message); // before its buffers are moved away
      transport.post(message, transfer);
    },
  });
  return {
    sent,
    get messages() {
      return messages;
    },
    tap,
    tapChannels: (makeChannel) => () => {
      const { near, far } = makeChannel();
      return { near: tap(near), far };
    },
  };
}

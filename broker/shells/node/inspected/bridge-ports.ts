import { MessageChannel, MessagePort } from 'node:worker_threads';
import { isObject } from '../../../json/is-object.ts';
import type { Transport } from '../../../port/transport.ts';
import { messagePortTransport } from '../message-port-transport.ts';

/** One message of one port, or its end. A message that hands a port on names that port here, and has none inside. */
export type BridgeFrame =
  | { readonly channel: number; readonly message: unknown; readonly handsOn?: number | undefined }
  | { readonly channel: number; readonly closed: true };

export type Bridge = {
  /** Carries what comes out of it to the far side, and what comes from there into it. */
  join(channel: number, transport: Transport): void;
  /** A frame of the far side. One for a channel that has closed meanwhile is dropped. */
  receive(frame: BridgeFrame): void;
  /** The far side has gone: every port closes. */
  end(): void;
};

/** The port that the two sides have from the start. */
export const controlChannel = 0;

/**
 * Carries ports between two processes, as both ends of a MessageChannel would. Ports go one way, inside the answers of a
 * gate: only the broker's side gives them numbers.
 */
export function bridgePorts(send: (frame: BridgeFrame) => void): Bridge {
  const joined = new Map<number, Transport>();
  let last = controlChannel;

  const join = (channel: number, transport: Transport): void => {
    joined.set(channel, transport);
    const closed = (): void => {
      if (joined.delete(channel)) send({ channel, closed: true });
    };
    transport.start({
      message: (message) => {
        const handed = handedOn(message);
        if (handed === undefined) return send({ channel, message });
        last += 1;
        const number = last;
        send({ channel, message: handed.rest, handsOn: number });
        join(number, messagePortTransport(handed.port));
      },
      broken: () => transport.close(),
      closed,
    });
  };

  return Object.freeze<Bridge>({
    join,
    receive: (frame) => {
      const transport = joined.get(frame.channel);
      if ('closed' in frame) {
        joined.delete(frame.channel);
        return transport?.close();
      }
      const { message, handsOn } = frame;
      if (handsOn === undefined) return transport?.post(message, []);
      const { port1, port2 } = new MessageChannel();
      join(handsOn, messagePortTransport(port1));
      transport?.post(withPort(message, port2), [port2]);
    },
    end: () => {
      for (const transport of joined.values()) transport.close();
      joined.clear();
    },
  });
}

/** A gate answers with `{ id, type, value: { ok, value: { port } } }`. */
const handedOn = (message: unknown): { readonly port: MessagePort; readonly rest: unknown } | undefined => {
  const outcome = isObject(message) ? message['value'] : undefined;
  const value = isObject(outcome) ? outcome['value'] : undefined;
  if (!isObject(message) || !isObject(outcome) || !isObject(value)) return undefined;
  const { port, ...others } = value;
  if (!(port instanceof MessagePort)) return undefined;
  return { port, rest: { ...message, value: { ...outcome, value: others } } };
};

const withPort = (message: unknown, port: MessagePort): unknown => {
  const outcome = isObject(message) ? message['value'] : undefined;
  const value = isObject(outcome) ? outcome['value'] : undefined;
  if (!isObject(message) || !isObject(outcome) || !isObject(value)) return message;
  return { ...message, value: { ...outcome, value: { ...value, port } } };
};

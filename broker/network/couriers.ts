import type { Courier } from './send.ts';

export type Couriers<Options> = {
  open(options?: Options): Courier;
  /** Ends those that nobody has closed; opens none that sends any more. */
  close(): Promise<void>;
};

/** The opener of a courier closes it, but may be waiting for an answer when everything ends. */
export function makeCouriers<Options>(make: (options?: Options) => Courier): Couriers<Options> {
  const opened = new Set<Courier>();
  let closed = false;
  return Object.freeze<Couriers<Options>>({
    open: (options) => {
      const inner = make(options);
      const courier: Courier = Object.freeze({
        send: inner.send,
        sendInside: inner.sendInside,
        close: () => {
          opened.delete(courier);
          return inner.close();
        },
      });
      opened.add(courier);
      if (closed) courier.close().catch(() => undefined);
      return courier;
    },
    close: async () => {
      closed = true;
      await Promise.allSettled([...opened].map((courier) => courier.close()));
    },
  });
}

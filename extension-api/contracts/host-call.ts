import { z } from 'zod';
import { jsonValue, largestJson, method, nothing } from './contract.ts';

/** What the application calls in an extension; both are the application's, and no authority of the broker's is in them. */
export const hostCall = z.strictObject({ id: z.int(), name: z.string().max(200), input: jsonValue });
export type HostCall = z.output<typeof hostCall>;

/** The extension takes each call itself, so that the broker's end of its port only ever answers. */
export const hostCallMethods = {
  /** Waits until the application calls something. One at a time. */
  nextCall: method({ input: nothing, result: hostCall }),
  answerCall: method({
    input: z.union([
      z.strictObject({ id: z.int(), value: jsonValue }),
      z.strictObject({ id: z.int(), failed: z.string().max(4000) }),
    ]),
    largestInput: largestJson,
    result: nothing,
    relieves: true,
  }),
} as const;

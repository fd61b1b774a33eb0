import { type Measured, mostCallsOverall, ValetkeyError } from '@valetkey/api-contracts';

/**
 * What one peer may take of main's time, over all of its ports. The peer behind a port decides how much arrives on it,
 * and Chromium hands main all that waits on one port before it turns to the next (Node up to 1,000 messages). Beyond its
 * share a peer's calls wait here. An honest client has only so many under way, so it waits too; who sends on all the
 * same is taken for a flood by the gate.
 *
 * Counted is what runs without a pause: taking a message out of the channel, looking at it, the first part of the call,
 * posting its answer. What a call does after it has waited for something (a file, the network) is not.
 */
export type Share = {
  /**
   * Runs it now, or in the order of entering when there is time for this peer. False: too many wait already, and of
   * none of them `isOver` says that it has no port any more.
   */
  enter(cost: number, run: () => void, isOver?: () => boolean): boolean;
  /** The time of `run` is this peer's. */
  count(run: () => void): void;
  /** Memory that is kept for this peer until `letGo`. False: as much as one may have is kept already. */
  hold(bytes: number): boolean;
  letGo(bytes: number): void;
};

export type ShareLimits = {
  /** Of main's time in the long run, while no other peer calls and while one does; above 0 and at most 1. */
  readonly alone: number;
  readonly besideOthers: number;
  /** Milliseconds that a peer which was quiet may take at once. */
  readonly burstMs: number;
  /** What it pays back at most: a pause of the whole machine falls into somebody's call, too. */
  readonly mostDebtMs: number;
  readonly mostWaiting: number;
  /** Of `cost` in `enter`. A megabyte is made out of the channel in half of one, before a message is seen. */
  readonly msPerByte: number;
  /** Of calls that are under way, and of answers that are not read. */
  readonly mostHeldBytes: number;
};

/**
 * Above 0.7 a flood in the Node shell is not seen in time: the rest of what a message costs is not counted. 64 fetches at
 * a time, the most that an extension gains by, take 0.5.
 */
export const extensionLimits: ShareLimits = Object.freeze({
  alone: 0.5,
  besideOthers: 0.25,
  burstMs: 5,
  mostDebtMs: 50,
  mostWaiting: mostCallsOverall.relieving,
  msPerByte: 0.5 / 1024 ** 2,
  mostHeldBytes: 256 * 1024 * 1024,
});

/** For the broker's own pages. */
export const unlimited: Share = Object.freeze({
  enter: (_cost: number, run: () => void) => {
    run();
    return true;
  },
  count: (run: () => void) => run(),
  hold: () => true,
  letGo: () => undefined,
});

/**
 * For `Share.enter`: what main does with a message after the call has waited for something, when nobody counts any more,
 * in bytes that are as much work to take out of a channel. JSON is measured again, written out, encoded and searched for
 * secrets; a buffer is hashed at most. What a small message costs is in the call's own time.
 */
export const laterWork = ({ json, bytes }: Measured): number => Math.max(0, json - smallCall) * 8 + bytes * 4;

/** In bytes. What is no larger is not held for anybody: it is bounded by the number of calls. */
export const smallCall = 4_096;

/** Holds `bytes` while `work` is under way. Rejects with `too-many-requests` where there is no room for them. */
export const whileHeld = async <T>(
  bytes: number,
  share: Pick<Share, 'hold' | 'letGo'>,
  work: () => Promise<T>,
): Promise<T> => {
  if (!share.hold(bytes)) throw new ValetkeyError({ code: 'too-many-requests' });
  try {
    return await work();
  } finally {
    share.letGo(bytes);
  }
};

export type SharePowers = {
  /** Milliseconds, with their fractions, that never go back. */
  readonly clock: () => number;
  readonly after: (ms: number, run: () => void) => unknown;
};

/** A peer is there until it has not called for this long. */
const memoryMs = 100;
/** Between two messages of one peer with less than this, main was taking the second one out of the channel. */
const deliveryMs = 0.1;

type Waiting = { readonly run: () => void; readonly isOver: () => boolean };

/** One share for each peer by its name; a peer that comes again, after a restart, finds its own as it left it. */
export const makeShares = (
  { clock, after }: SharePowers,
  limits: ShareLimits = extensionLimits,
): ((peer: string) => Share) => {
  const shares = new Map<string, Share>();
  // The peer that called last, and the last one before that was another.
  let latest: { readonly who: string; readonly at: number } | undefined;
  let other: typeof latest;
  const isBesideOthers = (who: string, at: number): boolean => {
    if (latest?.who !== who) other = latest;
    latest = { who, at };
    return other !== undefined && at - other.at < memoryMs;
  };

  const makeShare = (who: string): Share => {
    let waiting: Waiting[] = [];
    let heldBytes = 0;
    let willDrain = false;
    let left = limits.burstMs;
    let fraction = limits.alone;
    let filledAt = clock();
    let countedTo = filledAt;

    const refill = (at: number): void => {
      left = Math.min(limits.burstMs, left + (at - filledAt) * fraction);
      filledAt = at;
    };
    const count = (run: () => void): void => {
      const began = clock();
      const since = began - countedTo < deliveryMs ? countedTo : began;
      try {
        run();
      } finally {
        countedTo = clock();
        refill(countedTo);
        left = Math.max(-limits.mostDebtMs, left - (countedTo - since));
      }
    };
    const drainLater = (): void => {
      if (willDrain) return;
      willDrain = true;
      after(Math.max(1, Math.ceil(-left / fraction)), () => {
        willDrain = false;
        drain();
      });
    };
    const drain = (): void => {
      refill(clock());
      let done = 0;
      for (const { run } of waiting) {
        if (left <= 0) break;
        done += 1;
        count(run);
      }
      waiting.splice(0, done);
      if (waiting.length > 0) drainLater();
    };

    const forgetOver = (): void => {
      waiting = waiting.filter(({ isOver }) => !isOver());
    };

    return Object.freeze<Share>({
      count,
      hold: (bytes) => {
        if (heldBytes + bytes > limits.mostHeldBytes) return false;
        heldBytes += bytes;
        return true;
      },
      letGo: (bytes) => {
        heldBytes -= bytes;
      },
      enter: (cost, run, isOver = () => false) => {
        const at = clock();
        refill(at);
        fraction = isBesideOthers(who, at) ? limits.besideOthers : limits.alone;
        left = Math.max(-limits.mostDebtMs, left - cost * limits.msPerByte);
        if (waiting.length === 0 && left > 0) {
          run();
          return true;
        }
        if (waiting.length >= limits.mostWaiting) forgetOver();
        if (waiting.length >= limits.mostWaiting) return false;
        waiting.push({ run, isOver });
        drainLater();
        return true;
      },
    });
  };

  return (peer) => {
    const share = shares.get(peer) ?? makeShare(peer);
    shares.set(peer, share);
    return share;
  };
};

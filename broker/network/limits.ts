export type NetworkLimits = {
  /** From dialling to a connected, encrypted socket. */
  readonly connectTimeoutMs: number;
  /** From the written request to the end of the response's headers. */
  readonly headersTimeoutMs: number;
  /** The longest silence within a body, while somebody is reading. */
  readonly bodyTimeoutMs: number;
  /** The whole exchange: queueing, redirects and body. Absent: no bound but the caller's signal. */
  readonly totalMs?: number;
  /** Of the body, counted both as it arrives and decoded. */
  readonly maxResponseBytes: number;
  readonly maxHeaderBytes: number;
  readonly maxRedirects: number;
  /** Decoded to encoded, from the first decoded MiB on. Absent: `maxResponseBytes` alone bounds a bomb. */
  readonly maxDecodedRatio?: number;
  /** Sockets per origin; further requests wait. */
  readonly connections: number;
};

export const defaultNetworkLimits: NetworkLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  bodyTimeoutMs: 60_000,
  maxResponseBytes: 100 * 1024 * 1024,
  maxHeaderBytes: 32 * 1024,
  maxRedirects: 5,
  connections: 64,
};

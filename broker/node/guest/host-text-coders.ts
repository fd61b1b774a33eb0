/** Node's own, taken before lock-down.ts removes them from the realm; web/text-coding.ts is built on them. */
export const { TextEncoder: HostTextEncoder, TextDecoder: HostTextDecoder } = globalThis;

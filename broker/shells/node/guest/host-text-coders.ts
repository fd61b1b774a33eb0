/** Node's own, taken before lock-down.ts removes them from the realm; web/text-coding.ts is built on them. */
export const { TextEncoder: HostTextEncoder, TextDecoder: HostTextDecoder } = globalThis;

/**
 * From Node 22 on, a port's messages come as the MessageEvent of Node's bundled undici, which is loaded when the first
 * one is made: too late here, since it wants globals that the extension's realm does not have.
 */
void globalThis.MessageEvent;

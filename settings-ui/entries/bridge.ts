/** All that a preload gives its page. */
export type Bridge = { ready(): void };
export const bridgeName = 'valetkey';
export const portMessage = 'valetkey:port';
export const readyMessage = 'valetkey:ready';

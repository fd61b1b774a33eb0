/**
 * What an extension's thread runs. The order is the point: tame the realm, then load libraries into it, then the
 * extension. `startGuest` takes the control port and the source text from workerData.
 */
import './lock-down.ts';

const { startGuest } = await import('./start-guest.ts');
await startGuest();

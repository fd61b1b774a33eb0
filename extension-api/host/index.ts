/** For shells that host extensions, and for pages that speak a contract; extension authors need none of it. */
export { type Connections, makeConnections } from '../connections.ts';
export { type Connected, connectPort, type Port } from './connect-port.ts';
export { runExtension } from './run-extension.ts';

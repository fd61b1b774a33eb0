/**
 * For a page of the embedding application that has a port of the broker. Main makes a MessageChannelMain, passes
 * `messagePortMainTransport(port1)` to `broker.openSettings`, and posts `port2` to the page. There,
 * `connectPort(settingsContract, portFromMain(port), 'port-closed').client` is what Settings can do.
 */
export { type PagePort, portFromMain } from './port-from-main.ts';

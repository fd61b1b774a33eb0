// A page of the application itself, with a port of the broker: it shows which connections there are.
import { settingsContract } from '@valetkey/broker/contracts';
import { type PagePort, portFromMain } from '@valetkey/broker/page';
import { connectPort } from '@valetkey/extension-api/host';

type PortMessage = { readonly ports: readonly PagePort[] };
type Page = {
  readonly document: { title: string };
  addEventListener(type: 'message', listener: (event: PortMessage) => void): void;
};
const page = globalThis as unknown as Page;

page.addEventListener('message', async ({ ports: [port] }) => {
  if (port === undefined) return;
  const { client } = connectPort(settingsContract, portFromMain(port), 'port-closed');
  const { connections } = await client.listConnections({});
  page.document.title = `Connections: ${connections.map(({ displayName }) => displayName).join()}`;
});

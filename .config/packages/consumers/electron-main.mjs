// An Electron application that embeds the packages: a sandboxed extension, a tool of its own, a page of its own. It says
// on stdout what came of it, and ends.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  attachTool,
  createBroker,
  electronPowers,
  makeStartExtensionHost,
  messagePortMainTransport,
  openChange,
  openConsent,
  openElicitation,
  openSettings,
  openSettingsClient,
  startExtension,
  valetkeySchemes,
  watchTyping,
} from '@valetkey/broker/electron';
import { app, BrowserWindow, MessageChannelMain, protocol } from 'electron/main';

const [folder, extension] = process.argv.slice(-2);
const log = (level, text, cause) => void process.stderr.write(`${level}: ${text} ${cause ?? ''}\n`);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

protocol.registerSchemesAsPrivileged([...valetkeySchemes]);
app.on('window-all-closed', () => undefined);

const service = createServer(({ headers, url }, response) =>
  response.end(url === '/openapi.yaml' ? 'openapi: 3.1.0' : `you sent ${headers.authorization}`),
);

/** Code of the application, such as an agent. */
const toolManifest = {
  publisher: 'acme',
  name: 'agent',
  version: '1.0.0',
  displayName: 'Acme agent',
  contributes: {
    connectionRequests: [
      {
        provider: 'acme.greeter/greetings',
        reason: 'Reads a greeting.',
        access: { methods: ['GET'], paths: ['/greeting'] },
      },
    ],
  },
};

const readPage = `({
  heading: document.querySelector('h1').textContent,
  side: getComputedStyle(document.querySelector('.side')).backgroundColor,
})`;

const run = async () => {
  await new Promise((resolve) => service.listen(0, '127.0.0.1', resolve));
  const typing = watchTyping();
  const look = { appName: 'Acme Studio', colors: { '--vscode-sideBar-background': ['#f0e8f8', '#201828'] } };
  const windows = { typing, log, look, devTools: false };
  // Made, so that their pages are found; this person answers in code.
  for (const open of [openConsent, openChange, openElicitation]) open(windows);
  const asked = [];
  const broker = createBroker(
    electronPowers({
      folder,
      log,
      askConsent: async ({ nonce, choices, extension: who }) => {
        asked.push(who.displayName);
        return { nonce, decision: 'always', connectionId: choices[0].connectionId };
      },
      askChange: async ({ nonce }) => ({ nonce, decision: 'allow' }),
      allowWeakProtection: () => false,
    }),
  );
  const { state } = await broker.unlock();
  const settings = openSettings({ ...windows, broker });
  const shown = new Promise((resolve) => settings.once('ready-to-show', resolve));

  const said = [];
  const say = (_who, _level, text) => said.push(text);
  const starting = { broker, say, startProcess: makeStartExtensionHost() };
  const first = await startExtension(extension, starting);
  const { client } = openSettingsClient(broker);
  await first.activated; // its provider is there now; there was no connection yet
  await first.stop();
  said.length = 0;
  await client.createConnection({
    providerId: 'acme.greeter/greetings',
    displayName: 'Greetings',
    fields: { url: `http://127.0.0.1:${service.address().port}` },
    secrets: { token: `greetings-${randomUUID()}` },
  });
  const { outcome: described } = await client.readAddress({
    address: `http://127.0.0.1:${service.address().port}/openapi.yaml`,
  });
  const second = await startExtension(extension, starting);
  const how = await second.activated;

  const tool = attachTool({ broker, manifest: toolManifest });
  const handle = await tool.connections.request({
    provider: 'acme.greeter/greetings',
    reason: 'Reads a greeting.',
  });
  const connection = tool.connections.use(handle);
  const answer = await (await connection.fetch('/greeting')).text();
  const grants = await client.listGrants();
  for (const { id } of grants) await client.revokeGrant({ grantId: id });
  const revoked = await connection.fetch('/greeting').catch(({ code }) => code);

  const own = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, preload: here('page-preload.cjs') },
  });
  await own.loadFile(here('page.html'));
  const { port1, port2 } = new MessageChannelMain();
  broker.openSettings(messagePortMainTransport(port1));
  const titled = new Promise((resolve) => own.once('page-title-updated', (_event, title) => resolve(title)));
  own.webContents.postMessage('port', undefined, [port2]);
  const title = await titled;

  await shown;
  const page = await settings.webContents.executeJavaScript(readPage);
  process.stdout.write(
    `${JSON.stringify({ state, described, how, said, asked, answer, revoked, title, window: settings.getTitle(), page })}\n`,
  );
  await broker.close();
};
app
  .whenReady()
  .then(run)
  .then(
    () => app.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      app.exit(1);
    },
  );

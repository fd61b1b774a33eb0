import type { RunningServer } from '../shells/node/fixtures/server-process.ts';
import { type RunningEchoServer, startEchoServer } from '../shells/node/fixtures/start-echo-server.ts';
import { startMcpServer } from '../shells/node/fixtures/start-mcp-server.ts';
import { startVerdaccio } from '../shells/node/fixtures/start-verdaccio.ts';

export type DemoServers = {
  readonly registry: RunningServer;
  readonly mcp: RunningServer;
  readonly echo: RunningEchoServer;
  readonly all: readonly RunningServer[];
};

/** Three servers in processes of their own. Each is asked with a wrong credential first, and must refuse it. */
export async function startServers(): Promise<DemoServers> {
  const started = await Promise.allSettled([startVerdaccio(), startMcpServer(), startEchoServer()]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    for (const result of started) if (result.status === 'fulfilled') await result.value.stop();
    throw failed.reason;
  }
  const [registry, mcp, echo] = started.map(
    (result) => (result as PromiseFulfilledResult<unknown>).value,
  ) as [RunningServer, RunningServer, RunningEchoServer];
  return { registry, mcp, echo, all: [registry, mcp, echo] };
}

/** How many of the three answer 401 to a wrong credential. */
export const countRefusals = async ({ registry, mcp, echo }: DemoServers): Promise<number> => {
  const wrong = 'certainly-not-the-token';
  const answers = await Promise.all([
    fetch(`${registry.url}/hello-registry`, { headers: { authorization: `Bearer ${wrong}` } }),
    fetch(`${mcp.url}/mcp`, { method: 'POST', headers: { 'x-api-key': wrong }, body: '{}' }),
    fetch(`${echo.url}/public/small`, { headers: { authorization: `Bearer ${wrong}` } }),
  ]);
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  return answers.filter(({ status }) => status === 401).length;
};

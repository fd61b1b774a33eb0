import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, get, openCourier, serve, serveRaw, serveSecurely, textOf } from './fixtures/serving.ts';
import { testCertificate } from './fixtures/test-certificate.ts';

const trusting = { additionalRoots: [testCertificate] };

describe('an encrypted connection', () => {
  it('a connection is made to a host with an added certificate, by name and by address', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const served = await serveSecurely((_request, response) => response.end('ok'), host);
      expect(await textOf(await get(openCourier(trusting), served, '/'))).toBe('ok');
    }
  });

  it('a connection to a self-signed host is refused, and no request is sent', async () => {
    let asked = 0;
    const served = await serveSecurely((_request, response) => {
      asked += 1;
      response.end();
    });
    expect(await codeOf(get(openCourier(), served, '/'))).toBe('tls-failed');
    expect(asked).toBe(0);
  });

  it('a connection to a host that the certificate does not name is refused', async () => {
    const served = await serveSecurely((_request, response) => response.end(), '127.0.0.2');
    const origin = { ...served.origin };
    // 127.0.0.2 answers too on Linux, and is not in the certificate.
    const lookup = ((_n: string, _o: unknown, callback: (...answer: unknown[]) => void) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])) as never;
    const named = { ...origin, host: 'other.localhost' };
    expect(await codeOf(get(openCourier({ ...trusting, lookup }), { origin: named }, '/'))).toBe(
      'tls-failed',
    );
  });

  it('no connection is made to a server that speaks another protocol', async () => {
    const plain = await serve((_request, response) => response.end());
    const silent = await serveRaw((socket) => socket.end());
    for (const { port } of [plain, silent]) {
      const origin = {
        protocol: 'https:',
        host: '127.0.0.1',
        port: String(port),
        reach: 'loopback',
      } as const;
      const code = await codeOf(get(openCourier(trusting), { origin }, '/'));
      expect(['tls-failed', 'host-unreachable']).toContain(code);
    }
  });
});

describe('the environment', () => {
  /** Runs the courier in a process of its own, since Node reads most of these variables at the start. */
  const inProcess = async (target: string, environment: Record<string, string>): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const roots = join(folder, 'roots.pem');
    writeFileSync(roots, testCertificate);
    const outfile = join(folder, 'courier.cjs');
    await build({
      stdin: {
        contents: `
          import { lookup } from 'node:dns';
          import { asItIs } from './inside-answer.ts';
          import { makeCourier } from './send.ts';
          import { parseOrigin } from './origin.ts';
          import { decideDestination } from './destination.ts';
          const courier = makeCourier({ lookup, now: Date.now });
          const { origin } = parseOrigin(${JSON.stringify(target)});
          const { destination } = decideDestination({ origins: [origin], target: '/' });
          const { signal } = new AbortController();
          courier.send({ destination, method: 'GET', headers: {}, signal, inject() {}, scrub: asItIs })
            .then(({ status }) => status, ({ code }) => code)
            .then((outcome) => { process.stdout.write(String(outcome)); return courier.close(); });`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'silent',
    });
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace('{roots}', roots)]),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env });
    return stdout;
  };

  it.each([
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    { NODE_EXTRA_CA_CERTS: '{roots}' },
    { SSL_CERT_FILE: '{roots}', NODE_OPTIONS: '--use-openssl-ca' },
  ])('the environment does not decide whom to trust: %o', async (environment) => {
    let asked = 0;
    const served = await serveSecurely((_request, response) => {
      asked += 1;
      response.end();
    });
    expect(await inProcess(served.text, environment)).toBe('tls-failed');
    expect(asked).toBe(0);
  });

  it('the environment does not decide the route of requests', async () => {
    let proxied = 0;
    const proxy = await serveRaw((socket) => {
      proxied += 1;
      socket.end('HTTP/1.1 502 Bad\r\n\r\n');
    });
    const served = await serve((_request, response) => response.end());
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    const environment = Object.fromEntries(names.map((name) => [name, proxy.text]));
    expect(await inProcess(served.text, { ...environment, NODE_USE_ENV_PROXY: '1' })).toBe('200');
    expect(proxied).toBe(0);
  });
});

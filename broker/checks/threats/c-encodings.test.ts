import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connected, connectedByBearer } from '../fixtures/connected.ts';
import { newCanary } from '../fixtures/watched-broker.ts';

/** What a service answers with the credential in it, and what an extension reads out of what it got. */
type Writing = {
  readonly write: (token: string) => string | Buffer;
  readonly read: (body: Buffer) => string;
  readonly type?: string;
};
const [json, text, xml, events] = ['application/json', 'text/plain', 'application/xml', 'text/event-stream'];

const latin1 = (body: Buffer): string => body.toString('latin1');
const fromBase64 = (body: string): string => Buffer.from(body, 'base64').toString('latin1');
const base64 = (body: string | Buffer): string => Buffer.from(body).toString('base64');
const lines = (body: string, columns: number, end: string): string =>
  (body.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).join(end);
const each = (body: string, write: (code: number) => string): string =>
  Array.from(body, (char) => write(char.charCodeAt(0))).join('');
const hex = (code: number, width = 2): string => code.toString(16).padStart(width, '0');
const inJson = (body: Buffer): string => String((JSON.parse(body.toString()) as { t: string }).t);
/** What is left of a broken code is read as far as it goes. */
const tried = (read: () => Buffer): string => {
  try {
    return read().toString('latin1');
  } catch {
    return '';
  }
};
const inHex = (body: string): string => Buffer.from(body.replaceAll(/0x|[^0-9a-f]/gi, ''), 'hex').toString();
const entity = (_all: string, name: string): string =>
  name === 'lowbar' ? '_' : String.fromCharCode(Number(name.replace('#x', '0x').replace(/^#0*/, '')));
const swapped = (body: string): Buffer => Buffer.from(body, 'utf16le').swap16();

const writings: Readonly<Record<string, Writing>> = {
  'JSON with one character escaped': {
    type: json,
    write: (token) => `{"t":"${token.replace('_', '\\u005f').replace('c', '\\u0063')}"}`,
    read: inJson,
  },
  'JSON in JSON, escaped twice': {
    type: json,
    write: (token) => JSON.stringify({ t: `{"t":"\\u00${hex(token.charCodeAt(0))}${token.slice(1)}"}` }),
    read: (body) => (JSON.parse(inJson(body)) as { t: string }).t,
  },
  'base64 of base64': {
    write: (token) => base64(base64(`Bearer ${token}`)),
    read: (body) => fromBase64(fromBase64(latin1(body))),
  },
  'base64 of base64 behind a prefix that shifts it': {
    write: (token) => `v/${base64(base64(token))}`,
    read: (body) => fromBase64(fromBase64(latin1(body).slice(2))),
  },
  'a .dockerconfigjson': {
    type: json,
    write: (token) =>
      JSON.stringify({
        t: base64(JSON.stringify({ auths: { 'r.example': { auth: base64(`x:${token}`) } } })),
      }),
    read: (body) => fromBase64(/"auth":"(.*?)"/.exec(fromBase64(inJson(body)))?.[1] ?? ''),
  },
  'base64 in lines of 60 within JSON': {
    type: json,
    write: (token) => JSON.stringify({ t: lines(base64(`${'x'.repeat(100)}${token}`), 60, '\n') }),
    read: (body) => fromBase64(inJson(body)),
  },
  'base64 in lines of 7': {
    write: (token) => lines(base64(token), 7, '\n'),
    read: (body) => fromBase64(latin1(body)),
  },
  'base64 over the lines of an event': {
    type: events,
    write: (token) => `data: ${lines(base64(token), 20, '\ndata: ')}\n\n`,
    read: (body) => fromBase64(latin1(body).replaceAll('data:', '')),
  },
  'a Buffer in JSON': {
    type: json,
    write: (token) => JSON.stringify({ t: Buffer.from(token) }),
    read: (body) => String.fromCharCode(...(JSON.parse(body.toString()) as { t: { data: number[] } }).t.data),
  },
  'a Uint8Array in JSON': {
    type: json,
    write: (token) => JSON.stringify(new Uint8Array(Buffer.from(token)), undefined, 2),
    read: (body) => String.fromCharCode(...Object.values(JSON.parse(body.toString()) as number[])),
  },
  'base64 of gzip': {
    write: (token) => base64(gzipSync(`{"token":"${token}"}`)),
    read: (body) => tried(() => gunzipSync(Buffer.from(latin1(body), 'base64'))),
  },
  'base64 of base64 of gzip, as Helm stores a release': {
    type: json,
    write: (token) => JSON.stringify({ t: base64(base64(gzipSync(token.repeat(3)))) }),
    read: (body) => tried(() => gunzipSync(Buffer.from(fromBase64(inJson(body)), 'base64'))),
  },
  'hex of zlib': {
    write: (token) => deflateSync(token).toString('hex'),
    read: (body) => tried(() => inflateSync(Buffer.from(latin1(body), 'hex'))),
  },
  'hex with colons': {
    write: (token) => lines(Buffer.from(token).toString('hex'), 2, ':'),
    read: (body) => inHex(latin1(body)),
  },
  'hex with prefixes': {
    write: (token) => each(token, (code) => `0x${hex(code).toUpperCase()}, `),
    read: (body) => inHex(latin1(body)),
  },
  'hex of base64': {
    write: (token) => Buffer.from(base64(token)).toString('hex'),
    read: (body) => fromBase64(inHex(latin1(body))),
  },
  'base64 of hex': {
    write: (token) => base64(Buffer.from(token).toString('hex')),
    read: (body) => inHex(fromBase64(latin1(body))),
  },
  'escapes of C': {
    write: (token) => each(token, (code) => `\\x${hex(code)}`),
    read: (body) => inHex(latin1(body)),
  },
  octal: {
    write: (token) => each(token, (code) => `\\${code.toString(8)}`),
    read: (body) =>
      latin1(body).replaceAll(/\\([0-7]{1,3})/g, (_all, digits) =>
        String.fromCharCode(Number.parseInt(digits, 8)),
      ),
  },
  'escapes of JavaScript in four digits': {
    write: (token) => each(token, (code) => `%u${hex(code, 4)}`),
    read: (body) =>
      latin1(body).replaceAll(/%u(....)/g, (_all, digits) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      ),
  },
  'zlib as characters of a JSON string': {
    type: json,
    write: (token) =>
      JSON.stringify({ t: deflateSync(`{"token":"${token}"}`, { level: 1 }).toString('latin1') }),
    read: (body) => tried(() => inflateSync(Buffer.from(inJson(body), 'latin1'))),
  },
  'a mail whose lines are broken': {
    write: (token) => lines(`X-Token: ${token}`, 30, '=\r\n'),
    read: (body) => latin1(body).replaceAll('=\r\n', ''),
  },
  'entities with zeros': {
    type: xml,
    write: (token) => `<t>${each(token, (code) => `&#0${code};`)}</t>`,
    read: (body) => latin1(body).replaceAll(/&(.*?);/g, entity),
  },
  'entities of a few characters, by name and number': {
    type: xml,
    write: (token) => `<t>${token.replaceAll('a', '&#x61;').replaceAll('_', '&lowbar;')}</t>`,
    read: (body) => latin1(body).replaceAll(/&(.*?);/g, entity),
  },
  'percent, of a few characters and in both cases': {
    type: 'application/x-www-form-urlencoded',
    write: (token) => `t=${token.replace('c', '%63').replace('+', '%2b').replace('/', '%2F')}&u=1`,
    read: (body) => new URLSearchParams(latin1(body)).get('t') ?? '',
  },
  'base64 of UTF-16': {
    write: (token) => base64(Buffer.from(token, 'utf16le')),
    read: (body) => Buffer.from(latin1(body), 'base64').toString('utf16le'),
  },
  'UTF-16 of base64': {
    write: (token) => Buffer.from(base64(token), 'utf16le'),
    read: (body) => fromBase64(body.toString('utf16le')),
  },
  'UTF-32': {
    write: (token) =>
      Buffer.from(
        each(token, (code) => `${String.fromCharCode(code)}\0\0\0`),
        'latin1',
      ),
    read: (body) => latin1(body).replaceAll('\0', ''),
  },
  'UTF-7': {
    write: (token) =>
      token.replaceAll(/[^A-Za-z0-9]+/g, (part) => `+${base64(swapped(part)).replaceAll('=', '')}-`),
    read: (body) =>
      latin1(body).replaceAll(/\+([A-Za-z0-9+/]+)-/g, (_all, word: string) =>
        Buffer.from(word, 'base64').swap16().toString('utf16le'),
      ),
  },
};

const canary = `${newCanary()}_a`;
/** Answers `/<n>` with the writing of that number, in one piece or byte by byte. */
const service = createServer(async (request, response) => {
  const [, number, size] = (request.url ?? '').split('/');
  const { write, type = text } = Object.values(writings)[Number(number)] as Writing;
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const body = Buffer.from(write(token));
  response.writeHead(200, { 'content-type': type });
  for (let at = 0; at < body.length; at += Number(size)) {
    response.write(body.subarray(at, at + Number(size)));
    await new Promise(setImmediate);
  }
  response.end();
});
beforeAll(() => new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve)));
afterAll(() => void service.close());

let c: Connected;
beforeEach(async () => {
  c = await connectedByBearer(`http://127.0.0.1:${(service.address() as AddressInfo).port}`, canary);
});
afterEach(async () => {
  expect(await c.close()).toEqual([]);
});

describe('C24: no extension can decode what it got, and then has the secret', () => {
  it.each(Object.entries(writings))('a server that answers with it as %s', async (name, { write, read }) => {
    expect(read(Buffer.from(write(canary)))).toContain(canary);
    for (const size of [100_000, 11]) {
      const response = await c.client.fetch(`/${Object.keys(writings).indexOf(name)}/${size}`);
      const body = Buffer.from(await response.arrayBuffer());
      const got = read(body);
      expect([size, got.includes(canary), got.includes(canary.slice(0, 16))]).toEqual([size, false, false]);
      if (response.headers.get('content-type') === json)
        expect(() => JSON.parse(body.toString())).not.toThrow();
    }
    const uses = await c.watched.audit({ kind: 'use.finished' });
    expect(uses.map(({ redactions = 0 }) => redactions > 0)).toEqual([true, true]);
  });
});

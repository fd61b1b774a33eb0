import { type Attack, nothing, type Scene, type Way } from '../attack.ts';
import { decodings } from './decode.ts';

const forms =
  'raw base64 base64url hex HEX percent percentAll percent2 json unicode html htmlDecimal utf16 utf16be';
const encodings = ['gzip', 'br', 'deflate', 'deflate-raw', 'gzip,br'];

/** The server is on its side: it says back the credential that it got, written in every way it knows. */
export const echo: Attack = {
  name: 'echo',
  ways: (scene) => {
    const ways = new Map<string, Way>();
    const body = (query: string): void => {
      ways.set(`body?${query}`, () => inBody(scene, `/echo/body?${query}`));
    };
    for (const form of forms.split(' ')) body(`form=${form}`);
    for (const encoding of encodings) body(`encoding=${encoding}`);
    for (const chunk of [1, 2, 3, 5, 7, 11, 13]) body(`form=raw&chunk=${chunk}`);
    for (const form of ['base64', 'hex', 'percentAll', 'utf16', 'unicode'])
      body(`form=${form}&encoding=gzip&chunk=1`);
    for (const before of ['x', 'xx', 'user:', 'Bearer '])
      body(`form=base64&before=${encodeURIComponent(before)}`);
    for (const status of [400, 401, 500, 503]) {
      ways.set(`error ${status}`, () => inBody(scene, `/echo/error?status=${status}`));
    }
    ways.set('headers', () => inHeaders(scene, '/echo/headers'));
    ways.set('trailers', () => inHeaders(scene, '/echo/trailers'));
    ways.set('location', () => inBody(scene, '/redirect?append=1&to=/public/reached'));
    ways.set('request', () => inBody(scene, '/echo/request'));
    ways.set('status text', async () => {
      const response = await scene.client.fetch('/echo/status');
      await scene.read(response);
      return stolenIn(response.statusText);
    });
    return ways;
  },
};

const inBody = async ({ client, read, keep }: Scene, target: string): Promise<string> => {
  const text = await read(await client.fetch(target));
  keep(decodings(text));
  return stolenIn(text);
};

const inHeaders = async ({ client, read, keep }: Scene, target: string): Promise<string> => {
  const response = await client.fetch(target);
  await read(response);
  const text = [...response.headers].map((pair) => pair.join(': ')).join('\n');
  keep(decodings(text));
  return stolenIn(text);
};

/** The servers writes `credential=...;`, `leak=...` or `Bearer ...`. It does not know the token, but it knows a hole. */
const stolenIn = (text: string): string => {
  const said = [...text.matchAll(/(?:credential=|leak=|Bearer )([^;"]*)/g)].map(([, value = '']) => value);
  if (said.length === 0) return nothing('nothing said');
  const kept = said.filter((value) => value !== '' && !/\[redacted\]|(.)\1{9}/.test(value));
  return kept.length > 0 ? `${kept[0]?.length} characters` : nothing('redacted');
};

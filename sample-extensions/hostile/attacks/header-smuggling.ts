import { type Attack, nothing, type Way } from '../attack.ts';

const mark = 'stolen-by-mallory';

const headers: readonly (readonly [string, string])[] = [
  ['Authorization', `Bearer ${mark}`],
  ['aUTHORIZATION', `Bearer ${mark}`],
  ['Authorization ', `Bearer ${mark}`],
  ['\u0410uthorization', `Bearer ${mark}`],
  ['Proxy-Authorization', `Basic ${mark}`],
  ['Proxy-Connection', mark],
  ['Cookie', `session=${mark}`],
  ['Host', `${mark}.example`],
  ['X-Forwarded-Host', `${mark}.example`],
  ['X-Forwarded-For', mark],
  ['X-Original-URL', `/${mark}`],
  ['X-Rewrite-URL', `/${mark}`],
  ['Forwarded', `host=${mark}.example`],
  ['Connection', `authorization, ${mark}`],
  ['Keep-Alive', mark],
  ['Transfer-Encoding', `chunked, ${mark}`],
  ['Content-Length', '0'],
  ['Content-Encoding', mark],
  ['TE', mark],
  ['Trailer', mark],
  ['Upgrade', mark],
  ['Expect', mark],
  ['Origin', `https://${mark}.example`],
  ['Referer', `https://${mark}.example/`],
  ['Sec-Fetch-Site', mark],
  ['X-HTTP-Method-Override', mark],
  ['X-HTTP-Method', mark],
  ['X-Method-Override', mark],
  ['Accept', `text/plain\r\nX-Injected: ${mark}`],
  ['Accept', `text/plain\nX-Injected: ${mark}`],
  ['Accept', `text/plain\u0000${mark}`],
  ['Accept', `text/plain\u560d\u560aX-Injected: ${mark}`],
  ['Accept\r\nX-Injected', mark],
  ['__proto__', mark],
];

/** Sets what decides who is asked, where, and with which credential. The server tells which headers arrived. */
export const headerSmuggling: Attack = {
  name: 'header-smuggling',
  ways: ({ client, read }) => {
    const smuggle = async (name: string, value: string): Promise<string> => {
      const text = await read(await client.fetch('/echo/request', { headers: [[name, value]] }));
      return text.includes(mark) ? 'it arrived' : nothing('did not arrive');
    };
    return new Map<string, Way>(
      headers.map(([name, value]) => [JSON.stringify(`${name}: ${value}`), () => smuggle(name, value)]),
    );
  },
};

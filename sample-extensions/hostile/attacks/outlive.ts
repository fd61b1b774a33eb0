import { type Attack, nothing, type Scene, type Way } from '../attack.ts';

/** Goes on after a handle was given back, or ran out. Of a parent's end a child's port hears later: it waits. */
export const outlive: Attack = {
  name: 'outlive',
  ways: (scene) =>
    new Map<string, Way>([
      ['client', () => keepClient(scene)],
      ['child', () => keepChild(scene)],
      ['response', () => keepResponse(scene)],
      ['expired', () => keepExpired(scene)],
      ['spent', () => useTwice(scene)],
    ]),
};

const keepClient = async ({ client, connections, read }: Scene): Promise<string> => {
  const kept = connections.use(await client.attenuate({ paths: ['/public/**'] }));
  kept.dispose();
  await read(await kept.fetch('/public/small'));
  return 'an answer';
};

const keepChild = async ({ client, connections, read }: Scene): Promise<string> => {
  const parent = connections.use(await client.attenuate({ paths: ['/public/**'] }));
  const child = connections.use(await parent.attenuate({ methods: ['GET'] }));
  const grandchild = connections.use(await child.attenuate({ maxUses: 1_000 }));
  parent.dispose();
  for (let tries = 0; tries < 50; tries += 1) await client.describe();
  await read(await grandchild.fetch('/public/small'));
  return 'an answer';
};

/** A body that is still being read when its handle ends. */
const keepResponse = async ({ client, connections, keep }: Scene): Promise<string> => {
  const kept = connections.use(await client.attenuate({ paths: ['/public/stream'] }));
  const response = await kept.fetch('/public/stream?bytes=67108864');
  const reader = response.body?.getReader();
  if (reader === undefined) return nothing('no body');
  const first = await reader.read();
  kept.dispose();
  let bytes = first.value?.byteLength ?? 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.byteLength;
  keep(bytes);
  return bytes === 67_108_864 ? 'the whole body' : nothing('a part');
};

const keepExpired = async ({ client, connections, read }: Scene): Promise<string> => {
  const past = connections.use(await client.attenuate({ expiresAt: 1 }));
  await read(await past.fetch('/public/small'));
  return 'an answer';
};

const useTwice = async ({ client, connections }: Scene): Promise<string> => {
  const once = connections.use(await client.attenuate({ maxUses: 1 }));
  const tries = Array.from({ length: 20 }, () => once.fetch('/public/small'));
  const answers = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
  return answers.length > 1 ? `${answers.length} answers` : nothing('one use');
};

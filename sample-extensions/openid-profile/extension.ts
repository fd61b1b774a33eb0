import { type ConnectionClient, defineExtension, ValetkeyError } from '@valetkey/extension-api';

export const extension = defineExtension({
  async activate({ connections, log }) {
    try {
      const handle = await connections.request({
        provider: 'acme.openid-profile/issuer',
        reason: 'Reads who you are where you have signed in.',
        access: { methods: ['GET'], paths: ['/.well-known/openid-configuration', '/userinfo'] },
      });
      const issuer = connections.use(handle);
      log.info(await whoAmI(issuer));
      issuer.dispose();
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      log.warn(`Without a sign-in there is nobody to tell of. ${error.message}`);
    }
  },
});

/** OpenID Connect Discovery 1.0, section 3, says where; OpenID Connect Core 1.0, section 5.3, says what. */
const whoAmI = async (issuer: ConnectionClient): Promise<string> => {
  const discovered = await issuer.fetch('/.well-known/openid-configuration');
  const { userinfo_endpoint: endpoint } = (await discovered.json()) as { userinfo_endpoint?: string };
  if (endpoint === undefined) return 'The issuer does not say where to ask.';
  const answer = await issuer.fetch(endpoint);
  if (!answer.ok) return `The issuer does not say who you are (status ${answer.status}).`;
  const { sub, name = sub } = (await answer.json()) as { sub: string; name?: string };
  return `You have signed in as ${name}.`;
};

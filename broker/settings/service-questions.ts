import { asciiOrigin, type ConnectionProvider, type ProviderId } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import { hostsNamedBy } from '../providers/hosts-of.ts';
import type { RegisteredProvider } from '../providers/provider-registry.ts';
import { reachText } from './install-question.ts';
import { lookAlikeName } from './look-alike-name.ts';
import type { Change } from './plan.ts';
import { firstNamed, ifUnexpected, quoted } from './question-parts.ts';

/** Before anything is sent there. The whole address: a path and a query can do something at a service, too. */
export function readAddressQuestion(url: URL): Change {
  return {
    about: {},
    shown: (say) => ({
      kind: 'read-address',
      question: say('Read this address?'),
      parts: [
        { head: say('Valetkey would send requests to'), origins: [asciiOrigin(url.origin)] },
        { head: say('Address'), texts: [displayText(url.href, 8_000)] },
        {
          head: say('Why'),
          texts: [
            say('The settings page wants to add a service that describes itself there.'),
            say('The requests carry no secret.'),
          ],
        },
        ifUnexpected(say),
      ],
      yes: say('Read'),
    }),
  };
}

/** The hosts that a yes confirms, and what else decides where secrets may go. */
export const addServiceQuestion = (
  providerId: ProviderId,
  provider: ConnectionProvider,
  others: readonly RegisteredProvider[],
): Change => {
  const hosts = [...hostsNamedBy(provider)].map(asciiOrigin);
  const namesakes = others.filter((one) => lookAlikeName(one.provider.name) === lookAlikeName(provider.name));
  return {
    about: { providerId },
    shown: (say) => ({
      kind: 'add-service',
      question: say('Add this service?'),
      parts: [
        ...(hosts.length === 0 ? [] : [{ head: say('Your secrets for it may go to'), origins: hosts }]),
        {
          head: say('Service'),
          texts: [
            say('{service} ({id}), in its own words', {
              service: quoted(say, provider.name),
              id: providerId,
            }),
            reachText(say, provider),
          ],
        },
        ...(namesakes.length === 0
          ? []
          : [
              {
                head: say('Not the same service'),
                texts: firstNamed(say, namesakes, (one) =>
                  say('{service} ({id}) is here already.', {
                    service: quoted(say, one.provider.name),
                    id: one.providerId,
                  }),
                ),
              },
            ]),
        {
          head: say('Extensions may use'),
          texts: [
            (provider.methods ?? []).join(', '),
            ...(provider.mcp === undefined ? [] : [say('MCP tools that you allow them, whatever these do')]),
          ],
        },
        ifUnexpected(say),
      ],
      yes: say('Add'),
    }),
  };
};

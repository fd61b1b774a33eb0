import { asciiOrigin, type ConnectionProvider, type ProviderId, plainText } from '@valetkey/api-contracts';
import { displayText } from '../consent/display-text.ts';
import { hostsNamedBy } from '../providers/hosts-of.ts';
import type { RegisteredProvider } from '../providers/provider-registry.ts';
import { reachText } from './install-question.ts';
import type { Change } from './plan.ts';
import { ifUnexpected, quoted } from './question-parts.ts';

/** Before anything is sent there. The whole address: a path and a query can do something at a service, too. */
export function readAddressQuestion(url: URL): Change {
  return {
    about: {},
    shown: {
      kind: 'read-address',
      question: 'Read this address?',
      parts: [
        { head: 'Valetkey would send requests to', origins: [asciiOrigin(url.origin)] },
        { head: 'Address', texts: [displayText(url.href, 8_000)] },
        {
          head: 'Why',
          texts: [
            'The settings page wants to add a service that describes itself there.',
            'The requests carry no secret.',
          ],
        },
        ifUnexpected,
      ],
      yes: 'Read',
    },
  };
}

/** The hosts that a yes confirms, and what else decides where secrets may go. */
export const addServiceQuestion = (
  providerId: ProviderId,
  provider: ConnectionProvider,
  others: readonly RegisteredProvider[],
): Change => {
  const hosts = [...hostsNamedBy(provider)].map(asciiOrigin);
  const namesakes = others.filter((one) => nameOf(one.provider) === nameOf(provider));
  return {
    about: { providerId },
    shown: {
      kind: 'add-service',
      question: 'Add this service?',
      parts: [
        ...(hosts.length === 0 ? [] : [{ head: 'Your secrets for it may go to', origins: hosts }]),
        {
          head: 'Service',
          texts: [`${quoted(provider.name)} (${providerId}), in its own words`, reachText(provider)],
        },
        ...(namesakes.length === 0
          ? []
          : [
              {
                head: 'Not the same service',
                texts: namesakes.map(
                  (one) => `${quoted(one.provider.name)} (${one.providerId}) is here already.`,
                ),
              },
            ]),
        { head: 'Extensions may use', texts: [(provider.methods ?? []).join(', ')] },
        ifUnexpected,
      ],
      yes: 'Add',
    },
  };
};

const nameOf = ({ name }: ConnectionProvider): string => plainText(name).trim().toLowerCase();

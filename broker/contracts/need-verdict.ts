import { plainText } from '@valetkey/api-contracts';
import type { JudgedNeed } from './judged-need.ts';
import type { Say } from './texts/say.ts';

/** What `standingWords` leaves open about a need of a repository. Where it is missing, nothing is. */
export function needVerdict(say: Say, need: JudgedNeed): string | undefined {
  const { standing, connectionName = '', meant, unfit = '' } = need;
  const name = plainText(connectionName);
  switch (standing) {
    case 'there':
      return say('Connection: “{name}”', { name });
    case 'incomplete':
      return say('“{name}” lacks a secret or a field.', { name });
    case 'missing':
      return undefined;
    case 'unknown-service':
      return meant === undefined
        ? say('Nothing that is installed describes this service.')
        : say('There is no such service. Did you mean {service}?', { service: plainText(meant) });
    case 'unfit-field':
      return say(
        'The file must not set the field “{field}”. Remove secrets, unknown fields and invisible characters.',
        { field: plainText(unfit) },
      );
  }
}

import { type ErrorCode, ValetkeyError } from '@valetkey/api-contracts';
import { codeForPerson, errorForPerson } from '@valetkey/broker/contracts';
import { appName } from './app-name.ts';
import { say } from './say.ts';

/** What happened and what can be done, for the person: our own sentences only. */
export function errorText(error: unknown): string {
  return error instanceof ValetkeyError
    ? errorForPerson(say, appName, error)
    : say('Something failed on this page. Close the window and open it again.');
}

/** What happened, without the advice: that is for who writes the extension. */
export const whatHappened = (code: ErrorCode): string =>
  codeForPerson(say, appName, code).replace(/(?<=\.) .*/, '');

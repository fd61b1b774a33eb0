import type { Client, ControlContract, HostCall } from '@valetkey/api-contracts';
import type { HostHandlers } from '../host-handlers.ts';
import { describeThrown, messageOf } from './describe-thrown.ts';

type Answering = {
  readonly client: Pick<Client<ControlContract>, 'nextCall' | 'answerCall'>;
  readonly handlers: Pick<HostHandlers, 'run'>;
  /** The extension's own output, with the place in its script; the application gets the message alone. */
  readonly logError: (text: string) => void;
};

/** Until the port closes: takes what the application calls, and answers each call when its handler has ended. */
export async function answerHostCalls(answering: Answering): Promise<void> {
  try {
    for (;;) void answer(await answering.client.nextCall(), answering);
  } catch {
    // The port has closed.
  }
}

const answer = async (
  { id, name, input }: HostCall,
  { client, handlers, logError }: Answering,
): Promise<void> => {
  try {
    await client.answerCall({ id, value: await handlers.run(name, input) });
  } catch (error) {
    // An answer that is not JSON ends here, too. When the port has closed, there is nobody to tell.
    logError(`The call of \`${name}\` failed. ${describeThrown(error)}`);
    await client.answerCall({ id, failed: messageOf(error) }).catch(() => undefined);
  }
};

import { ValetkeyError } from '@valetkey/api-contracts';
import { html } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { saveOpened } from './audit-export.ts';

const saysWhy = (error: unknown, { announce }: Powers): void => {
  if (!(error instanceof ValetkeyError && error.code === 'conflict')) throw error;
  announce(say('Nothing was signed, because the log does not verify. Use Verify to see where.'), 'failed');
};

/** The public key, which a reviewer takes from the person, and the whole log with a signature. */
export function signedExport(powers: Powers): Promise<boolean> {
  return attempt(powers, async () => {
    const { client, announce } = powers;
    const { publicKey } = await client.auditKey({});
    const about = html`<p>${say('The whole log, signed. Others check it with this public key, which you send them in another way:')}</p>
      <p><code class="theirs" data-key>${publicKey}</code></p>
      <p>${say("The script for it is broker/audit/verify-export.py in Valetkey's source. It needs Python 3 only.")}</p>`;
    if (!(await confirm({ title: say('Signed export'), about, yes: say('Export'), kind: 'primary' }))) return;
    try {
      await saveOpened(client, await client.openSignedExport({}), () => undefined);
      announce(say('The signed export holds the whole log.'));
    } catch (error) {
      saysWhy(error, powers);
    }
  });
}

import type { ExtensionId } from '@valetkey/api-contracts';
import type { InstalledExtensions } from '../extensions/installed-extensions.ts';

/** Tells of extensions that are neither installed nor listed. Where the application does not know, none is gone. */
export function whoIsGone({
  list,
  installed,
}: {
  list(): readonly { readonly id: ExtensionId }[];
  readonly installed: Pick<InstalledExtensions, 'isOffered' | 'has'>;
}): (id: ExtensionId | undefined) => boolean {
  if (!installed.isOffered()) return () => false;
  const listed = new Set(list().map(({ id }) => id));
  return (id) => id !== undefined && !listed.has(id) && !installed.has(id);
}

import { sentHeader } from '@valetkey/api-contracts';
import { fold, neverSet } from '../never-set.ts';
import { credentialNames } from './credential-names.ts';
import { declaredFields } from './declared-fields.ts';
import { type Found, fault } from './fault.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';

/** Folded. */
export const credentialHeaders = (provider: unknown): ReadonlySet<string> =>
  new Set(credentialNames(child(provider, 'auth')).headers.map(fold));

/** Headers that the broker sets in the provider's name: never a credential, never what frames or routes a message. */
export const checkSentHeaders = (provider: unknown, at: ManifestPlace): readonly Found[] => {
  const credential = credentialHeaders(provider);
  const fields = new Map(declaredFields(provider).flatMap((field) => (field ? [[field.id, field]] : [])));
  const seen = new Set<string>();
  return listAt(provider, 'sends')
    .slice(0, 16)
    .flatMap((raw, index): readonly Found[] => {
      const place = [...at, 'sends', index];
      const name = textAt(raw, 'name');
      if (name === undefined) return [];
      const say = (key: string, sentence: string) => fault([...place, key], sentence);
      const folded = fold(name);
      if (neverSet.test(folded))
        return say('name', 'HTTP or the broker sets this header, so a provider cannot declare it.');
      if (credential.has(folded)) return say('name', 'This header carries the credential; `auth` places it.');
      if (seen.has(folded)) return say('name', 'This header stands here twice; name it once.');
      seen.add(folded);
      const sent = sentHeader.safeParse(raw).data;
      if (sent === undefined || !('field' in sent)) return [];
      const field = fields.get(sent.field);
      if (field === undefined) return say('field', 'This must be the id of one of the fields.');
      // What a header says can be read in logs on the way, and is no placement that anybody agreed to.
      return field.type === 'secret'
        ? say('field', 'A secret cannot be sent here; `auth` says where the credential goes.')
        : [];
    });
};

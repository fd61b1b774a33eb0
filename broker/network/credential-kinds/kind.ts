import type { Secret } from '../../vault/secret.ts';
import type { OutgoingRequest } from '../outgoing.ts';

/** A connection's field values, by field id. */
export type CredentialValues = {
  /** Of a secret field, or of another place that a kind names. */
  secret(field: string): Secret;
  /** Whether a secret is saved there; `secret` throws when none is. */
  has(field: string): boolean;
  /** Of a plain field; undefined when the field is a secret one, or empty. */
  text(field: string): string | undefined;
};

/** How a provider says that its secret travels. Structurally the contracts' schema. */
export type Auth =
  | { readonly kind: 'bearer'; readonly secret: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'header';
      readonly name: string;
      readonly secret: string;
      readonly prefix?: string | undefined;
    }
  | { readonly kind: 'query'; readonly name: string; readonly secret: string }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'oauth2';
      readonly client: { readonly secret?: string | undefined };
      readonly token:
        | { readonly in: 'header'; readonly name: string; readonly prefix: string }
        | { readonly in: 'query'; readonly name: string };
    };

/** One way of placing a credential. Both halves, or it does not compile: what is placed is also scrubbed. */
export type CredentialKind<A> = {
  /** The names it sets, so that a caller cannot. */
  reserves(auth: A): { readonly headers: string[]; readonly query: string[] };
  /** Places the credential, as the last step before sending. Throws NetworkError 'credential-malformed'. */
  inject(auth: A, values: CredentialValues, request: OutgoingRequest): void;
  /** Every base string to scrub from answers; redaction derives the encodings. Never an empty string. */
  forms(auth: A, values: CredentialValues): string[];
};

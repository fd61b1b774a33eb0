import type { SegmentRefusal } from '@valetkey/api-contracts';
import { urlOf } from '@valetkey/api-contracts';
import { namesReserved } from '../reserved-query.ts';
import { type BarredEndpoint, mayReach } from './barred-endpoint.ts';
import { isOriginOf, type Origin, originText } from './origin.ts';
import { everyPath, matchesPath, readPath } from './path-pattern.ts';
import { findPathTrick } from './path-tricks.ts';

/** Decided: the URL that was parsed once, compared, and is now the one to send. */
export type Destination = {
  readonly url: URL;
  readonly origin: Origin;
  /** The same question under the same rules for another target: what a redirect is asked. */
  readonly again: (target: string) => DestinationDecision;
};

export type DestinationRefusal =
  | SegmentRefusal
  | BarredEndpoint['why']
  | 'malformed'
  | 'too-long'
  | 'control-character'
  | 'whitespace'
  | 'backslash'
  | 'fragment'
  | 'scheme'
  | 'userinfo'
  | 'trailing-dot'
  | 'non-ascii-host'
  | 'foreign-origin'
  | 'credential-parameter'
  | 'path-caveat';

export type DestinationDecision =
  | { readonly ok: true; readonly destination: Destination }
  | { readonly ok: false; readonly why: DestinationRefusal };

export type DestinationRules = {
  /** Saved origins. A path is relative to the first one; a full URL must match one of them exactly. */
  readonly origins: readonly Origin[];
  /** One list per level of caveats; a path must be admitted by each. Absent: no caveat. An empty list: no path. */
  readonly paths?: readonly (readonly string[])[];
  /** Endpoints that are not for the holder of a handle, whatever its caveats say. */
  readonly barred?: readonly BarredEndpoint[];
  /** Query parameters that the credential sets. */
  readonly reservedQuery?: readonly string[];
};

const longest = 8192;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Surrogate}/u;
const plainAuthority = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

const refuse = (why: DestinationRefusal): DestinationDecision => ({ ok: false, why });

/**
 * The one place that says where a request may go: fetch, redirect hop, MCP endpoint and test button alike.
 * Pure; which *address* the host has is judged when a socket is opened (connect.ts).
 */
export const decideDestination = (
  input: DestinationRules & { readonly target: string },
): DestinationDecision => {
  const { origins, target, paths, barred, reservedQuery } = input;
  const [home] = origins;
  if (home === undefined) return refuse('foreign-origin');

  // The text, as given. `URL` would forgive most of this, silently.
  if (target.length > longest) return refuse('too-long');
  if (control.test(target)) return refuse('control-character');
  if (target.startsWith(' ') || target.endsWith(' ')) return refuse('whitespace');
  if (target.includes('\\')) return refuse('backslash');
  if (target.includes('#')) return refuse('fragment');

  const absolute = /^https?:\/\//i.test(target);
  if (!absolute && !target.startsWith('/'))
    return refuse(/^[a-z][a-z0-9+.-]*:/i.test(target) ? 'scheme' : 'malformed');
  if (target.startsWith('//')) return refuse('foreign-origin');
  const text = absolute ? target : `${originText(home)}${target}`;
  if (absolute) {
    const refusal = judgeAuthority(rawAuthority(text));
    if (refusal !== undefined) return refuse(refusal);
  }

  // Parsed once; from here on only this object counts.
  const url = urlOf(text);
  if (url === undefined) return refuse('malformed');
  if (url.username !== '' || url.password !== '') return refuse('userinfo');
  if (url.hash !== '') return refuse('fragment');
  const origin = origins.find((saved) => isOriginOf(saved, url));
  if (origin === undefined) return refuse('foreign-origin');

  const reached = barred?.find((endpoint) => mayReach(endpoint, url));
  if (reached !== undefined) return refuse(reached.why);
  const trick = findPathTrick(rawPath(text));
  if (trick !== undefined) return refuse(trick);
  if (url.pathname.startsWith('//')) return refuse('empty-segment');
  const refusal = beyondCaveats(paths ?? [], url.pathname);
  if (refusal !== undefined) return refuse(refusal);
  if (reservedQuery !== undefined && namesReserved(url.search, reservedQuery)) {
    return refuse('credential-parameter');
  }

  const again = (next: string): DestinationDecision => decideDestination({ ...input, target: next });
  return { ok: true, destination: Object.freeze({ url, origin, again }) };
};

/** A level that grants every path asks nothing of the path. */
const beyondCaveats = (
  levels: readonly (readonly string[])[],
  pathname: string,
): SegmentRefusal | 'path-caveat' | undefined => {
  const restrictions = levels.filter((level) => !level.includes(everyPath));
  if (restrictions.length === 0) return undefined;
  const read = readPath(pathname);
  if (!read.ok) return read.why;
  return restrictions.every((level) => level.some((pattern) => matchesPath(pattern, read.path)))
    ? undefined
    : 'path-caveat';
};

const judgeAuthority = (authority: string): DestinationRefusal | undefined => {
  if (authority.includes('@')) return 'userinfo';
  if (/[^!-~]/.test(authority)) return 'non-ascii-host';
  if (/\.(?::\d*)?$/.test(authority)) return 'trailing-dot';
  return plainAuthority.test(authority) ? undefined : 'malformed';
};

const rawAuthority = (text: string): string => /^[^/]*\/\/([^/?]*)/.exec(text)?.[1] ?? '';

const rawPath = (text: string): string => /^[^/]*\/\/[^/?]*([^?]*)/.exec(text)?.[1] ?? '';

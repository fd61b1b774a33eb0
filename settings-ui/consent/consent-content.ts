import type { ConsentPrompt } from '@valetkey/api-contracts';
import { accessSentences } from '../access-sentences.ts';
import { contributorText } from '../contributor-text.ts';
import { type Child, element } from '../element.ts';
import { originText } from '../origin-text.ts';
import { plainText } from '../plain-text.ts';
import { type Choice, changesOf } from './changes.ts';

/** The question without its answers, in the order in which it can be trusted: where to, then who, then their words. */
export const consentContent = (prompt: ConsentPrompt, choice: Choice, picker: Child): HTMLElement[] => [
  part('Your secret would be sent to', 'origins', list(choice.origins.map(originText))),
  ...signInPart(choice),
  ...changesOf(choice),
  part('Who asks', 'who', ...whoAsks(prompt)),
  part(
    'Its reason, in its own words',
    'reason',
    element('blockquote', {}, `“${prompt.reason}”`),
    element('p', { class: 'quiet' }, 'Nobody has checked this.'),
  ),
  part('What it may do', 'may', list(accessSentences(prompt.access))),
  part('With which connection', 'connection', picker, service(prompt)),
  part('For how long', 'long', list(durations)),
];

/** Codes, client secret and refresh token go there, beside what goes to the origins above. */
const signInPart = ({ authority: { signIn } }: Choice): HTMLElement[] =>
  signIn === undefined
    ? []
    : [part('Its sign-in is kept up at', 'sign-in', list(signIn.origins.map(originText)))];

const durations = [
  'Allow once: until it gives it back or stops, one hour at most. Nothing is stored.',
  'Always allow: until you revoke it, it is unused for 90 days, or the extension or the place changes.',
  'Deny: not now. Closing this window, or not answering, is Deny too.',
] as const;

const whoAsks = ({ extension }: ConsentPrompt): HTMLElement[] => [
  element('p', { class: 'name' }, plainText(extension.displayName)),
  element(
    'p',
    {},
    element('code', {}, extension.id),
    ` by ${plainText(extension.publisher)}, version ${plainText(extension.version)}`,
  ),
  extension.known
    ? element('p', { class: 'quiet' }, 'You have allowed exactly this version something before.')
    : element('p', { class: 'new' }, 'New: you have never allowed exactly this version anything.'),
];

const service = ({ provider }: ConsentPrompt): HTMLElement => {
  const from = contributorText(provider.contributedBy);
  return element('p', { class: 'quiet' }, `Service: ${plainText(provider.name)}, ${from}`);
};

const part = (head: string, name: string, ...children: readonly Child[]): HTMLElement =>
  element('section', { class: name }, element('h2', {}, head), ...children);

const list = (items: readonly Child[]): HTMLElement =>
  element('ul', {}, ...items.map((item) => element('li', {}, item)));

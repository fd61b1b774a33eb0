import type { AskConsent } from '../consent/prompts.ts';

/**
 * At a run at which nobody sits, the answer that was given beforehand is for the first prompt of each extension. What
 * an extension asks for beyond that was foreseen by nobody, and is denied.
 */
export function answerFirstPrompts(first: AskConsent, further: AskConsent): AskConsent {
  const asked = new Set<string>();
  return (prompt, signal) => {
    const { id } = prompt.extension;
    if (asked.has(id)) return further(prompt, signal);
    asked.add(id);
    return first(prompt, signal);
  };
}

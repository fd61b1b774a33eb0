import type { Refusal } from '../contracts/refusal.ts';
import { displayText } from './display-text.ts';

/** What a manifest or a service says is quoted in the problems. */
export function refuseChoice(problems: readonly string[]): Refusal {
  return {
    outcome: 'refused',
    problem: displayText(problems[0] ?? '', 800),
    more: Math.max(0, problems.length - 1),
  };
}

import { type Facet, ValetkeyError } from '@valetkey/api-contracts';
import { type SettingsContract, settingsContract } from '../contracts/settings.ts';
import { english } from '../contracts/texts/say.ts';
import type { Abortable } from '../network/on-abort.ts';
import type { AskPerson } from './ask-person.ts';
import type { Change, Plan, SettingsMethods, Yes } from './plan.ts';

/**
 * The settings port's far side. What its contract calls `asks` is asked of the person here, for every method alike: a
 * settings page can ask for it, and neither answers nor is asked.
 */
export function askingFacet(
  methods: SettingsMethods,
  page: Abortable,
  askPerson: AskPerson,
): Facet<SettingsContract> {
  const asked =
    <Input, Result>(plan: (input: Input) => Plan<Result>) =>
    async (input: Input): Promise<Result> => {
      const first = plan(input);
      if (first.change === undefined) return first.apply(yes);
      await askPerson(first.change, page);
      const now = plan(input);
      const isAsShown = now.change === undefined || asText(now.change) === asText(first.change);
      if (!isAsShown) throw new ValetkeyError({ code: 'conflict' });
      return now.apply(yes);
    };
  const facet = Object.entries(settingsContract).map(([name, { loosens }]) => {
    const method = methods[name as keyof SettingsMethods] as (input: unknown) => unknown;
    return [name, loosens === 'asks' ? asked(method as (input: unknown) => Plan<unknown>) : method];
  });
  return Object.freeze(Object.fromEntries(facet)) as Facet<SettingsContract>;
}

const asText = ({ shown, about }: Change): string => JSON.stringify([shown(english), about]);

/** Handed on by `asked` alone: what asks nothing does not look at it. */
const yes = Object.freeze({}) as Yes;

import type { BytesDeclared, Method } from '@valetkey/api-contracts';
import type { z } from 'zod';

/**
 * Whether what a method does can loosen: give authority, ask less, lead to a new place, take proof away. There is no
 * default, so a method that does not say it is no method of the settings contract.
 * `never`: it shows, tightens, or changes nothing that authority depends on.
 * `asks`: it may, so main asks the person in its own window before anything is done (broker/settings/asking-facet.ts).
 * `consent`: it opens the same prompt that an extension's own request opens, and gives nothing by itself.
 */
export type Loosens = 'never' | 'asks' | 'consent';
export type SettingsMethod<
  Input extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
  How extends Loosens = Loosens,
> = Omit<Method<Input, Result>, 'transfers'> & { readonly loosens: How };

export function settingsMethod<Input extends z.ZodType, Result extends z.ZodType, const How extends Loosens>(
  definition: SettingsMethod<Input, Result, How> & BytesDeclared<z.input<Input>>,
): SettingsMethod<Input, Result, How> {
  return Object.freeze<SettingsMethod<Input, Result, How>>(definition as SettingsMethod<Input, Result, How>);
}

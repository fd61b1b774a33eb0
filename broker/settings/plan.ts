import type { z } from 'zod';
import type { ChangeDraft } from '../consent/prompts.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { SettingsContract } from '../contracts/settings.ts';
import type { Say } from '../contracts/texts/say.ts';

declare const given: unique symbol;
/** A person said yes to what main showed them. Made in asking-facet.ts alone, and handed to what was asked about. */
export type Yes = { readonly [given]: true };

/** What is asked, and which rows of the audit log it belongs to. */
export type Change = {
  readonly shown: (say: Say) => ChangeDraft;
  readonly about: Pick<AuditEvent, 'extension' | 'providerId' | 'connectionId' | 'grantId'>;
};

const planned = Symbol('planned');
/**
 * What a method that can loosen would do, looked up and not done yet. It is made twice: to ask, and after the yes. Only
 * where it comes out the same is it applied, so nobody has to write down what must not have changed meanwhile. So a plan
 * looks at all that it shows, changes nothing, and does not wait.
 */
export type Plan<Result> = {
  readonly [planned]: true;
  readonly change: Change | undefined;
  readonly apply: (yes: Yes) => Result | Promise<Result>;
};

/** It tightens, or changes nothing that authority depends on. */
export const nothingToAsk = <Result>(apply: () => Result | Promise<Result>): Plan<Result> =>
  Object.freeze({ [planned]: true, change: undefined, apply });

/** It loosens: the person is asked first, by main. */
export const askFirst = <Result>(
  change: Change,
  apply: (yes: Yes) => Result | Promise<Result>,
): Plan<Result> => Object.freeze({ [planned]: true, change, apply });

type Input<Name extends keyof SettingsContract> = z.output<SettingsContract[Name]['input']>;
type Result<Name extends keyof SettingsContract> = z.input<SettingsContract[Name]['result']>;

/** What stands behind the settings contract: of a method that can loosen, its plan. */
export type SettingsMethods = {
  readonly [Name in keyof SettingsContract]: SettingsContract[Name]['loosens'] extends 'asks'
    ? (input: Input<Name>) => Plan<Result<Name>>
    : (input: Input<Name>) => Result<Name> | Promise<Result<Name>>;
};

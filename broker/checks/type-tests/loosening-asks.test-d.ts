import { nothing } from '@valetkey/api-contracts';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import type { SettingsContract } from '../../dist/contracts/settings.js';
import { settingsContract } from '../../dist/contracts/settings.js';
import type { Loosens, SettingsMethod } from '../../dist/contracts/settings-method.js';
import { settingsMethod } from '../../dist/contracts/settings-method.js';
import type { Resolved } from '../../dist/resolve/resolve-connection.js';
import type { AskService } from '../../dist/services/ask-service.js';
import {
  askFirst,
  nothingToAsk,
  type Plan,
  type SettingsMethods,
  type Yes,
} from '../../dist/settings/plan.js';
import type { Reach, Reachable } from '../../dist/settings/reach.js';

// A method of the settings contract says whether it can loosen; there is no default.
expectError(settingsMethod({ input: nothing, result: nothing }));
expectError(settingsMethod({ input: nothing, result: nothing, loosens: 'sometimes' }));
expectNotAssignable<SettingsMethod>({ input: nothing, result: nothing });
expectAssignable<Loosens>(settingsContract.changes.loosens);
for (const { loosens } of Object.values(settingsContract)) expectAssignable<Loosens>(loosens);

// What can loosen is implemented as a plan, and as nothing else: the prompt cannot be forgotten.
type Confirm = SettingsMethods['confirmGrant'];
expectType<'asks'>({} as SettingsContract['confirmGrant']['loosens']);
expectNotAssignable<SettingsMethods['resumeEverything']>(() => ({}));
expectNotAssignable<SettingsMethods['resumeEverything']>(async () => ({}));
// Nor as one that nobody made here, or one that waits.
expectNotAssignable<SettingsMethods['resumeEverything']>(() => ({ change: undefined, apply: () => ({}) }));
expectNotAssignable<SettingsMethods['resumeEverything']>(async () => nothingToAsk(() => ({})));
expectAssignable<SettingsMethods['resumeEverything']>(() => nothingToAsk(() => ({})));
expectAssignable<ReturnType<Confirm>>({} as Plan<never>);

// A yes is made by the facet alone, so nobody has one who was not asked.
expectNotAssignable<Yes>({});
expectNotAssignable<Yes>(true);

// What sends for a settings page takes a place that was confirmed, and no other.
declare const resolved: Resolved;
declare const reach: Reach;
expectNotAssignable<Reachable>(resolved);
expectNotAssignable<Parameters<AskService>[0]['to']>(resolved);
expectError(reach.confirmed(resolved));
expectError(reach.confirmed(resolved, true));
expectType<Plan<string>>(reach.plan(resolved, 'test', () => 'done'));
expectError(askFirst({ shown: {}, about: {} }, () => 1));

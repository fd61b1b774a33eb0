import type { Client, Contract, Facet } from '@valetkey/api-contracts';
import { expectAssignable, expectError } from 'tsd';
import type { ConsentContract, SettingsContract } from '../../dist/contracts/index.js';

// Settings and consent are contracts, and a facet and a client of theirs have their methods, no more and no less.
expectAssignable<Contract>({} as ConsentContract);
expectAssignable<Contract>({} as SettingsContract);
const taken = () => ({ accepted: true });
const answers = {
  place: () => ({ at: 1, of: 1 }),
  answer: taken,
  answerChange: taken,
  answerElicitation: taken,
};
expectError<Facet<ConsentContract>>({ current: () => ({}) });
expectError<Facet<ConsentContract>>({ current: () => ({}), ...answers, more: () => ({}) });
expectError<Facet<ConsentContract>>({ ...answers, current: () => ({ secret: 'x' }) });
expectError<Facet<ConsentContract>>({ ...answers, current: () => ({}), answer: () => ({ accepted: 'yes' }) });
expectAssignable<Facet<ConsentContract>>({ ...answers, current: async () => ({}) });

// A method that takes nothing is called with nothing; one that takes something is not.
declare const settings: Client<SettingsContract>;
settings.listConnections();
expectError(settings.deleteConnection());
expectError(settings.deleteConnection({ connectionId: 'x', force: true }));
expectError(settings.nothingSuch());

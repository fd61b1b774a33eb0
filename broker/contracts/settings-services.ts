import {
  connectionProvider,
  httpMethod,
  instant,
  nothing,
  providerId,
  providerView,
} from '@valetkey/api-contracts';
import { z } from 'zod';
import { refusal } from './refusal.ts';
import { madeId } from './settings-access.ts';
import { settingsMethod } from './settings-method.ts';

/** As long as an address is. */
export const longestAddress = 2048;

export const addressReading = z.discriminatedUnion('outcome', [
  refusal,
  z.strictObject({
    outcome: z.literal('read'),
    readingId: madeId,
    /** Where the service says that it is. The person chooses one. */
    servers: z.array(z.string().max(2200)).min(1).max(40),
  }),
]);
export type AddressReading = z.output<typeof addressReading>;

export const serviceDraft = z.discriminatedUnion('outcome', [
  refusal,
  z.strictObject({
    outcome: z.literal('drafted'),
    provider: connectionProvider,
    /** What could not be told, a sentence each, in which the service is quoted. */
    notes: z.array(z.string().max(3200)).max(20),
  }),
]);
export type ServiceDraft = z.output<typeof serviceDraft>;

const wanted = z.strictObject({
  readingId: madeId,
  server: z.int().min(0).max(39),
  methods: z.array(httpMethod).min(1).max(httpMethod.options.length).default(['GET']),
});

/** Services that the user adds by the address at which they describe themselves. */
export const serviceContract = {
  /**
   * Main asks an OpenAPI document or an MCP server there, without a credential and one at a time. What it read last is
   * kept for the two methods below.
   */
  readAddress: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ address: z.string().trim().min(1).max(longestAddress) }),
    result: addressReading,
  }),
  /** The service as it would be added. */
  draftService: settingsMethod({ loosens: 'never', input: wanted, result: serviceDraft }),
  addService: settingsMethod({ loosens: 'asks', input: wanted, result: providerView }),
  /** `conflict` while there are connections to it: they are deleted first. */
  removeService: settingsMethod({
    loosens: 'never',
    input: z.strictObject({ providerId }),
    result: z.strictObject({ undo: z.strictObject({ removalId: madeId, until: instant }).optional() }),
  }),
  /** The removal that the page itself asked for, within ten seconds. */
  undoRemoveService: settingsMethod({
    loosens: 'asks',
    input: z.strictObject({ removalId: madeId }),
    result: nothing,
  }),
} as const;

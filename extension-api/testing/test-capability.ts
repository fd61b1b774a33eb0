import { capabilityContract, providerId } from '@valetkey/api-contracts';
import type { z } from 'zod';
import { attenuated, describeLevels, type Level } from './level.ts';
import { type Served, serveContract } from './serve-contract.ts';
import type { Service } from './service.ts';
import { testFetch } from './test-fetch.ts';
import { testMcp } from './test-mcp.ts';

export type Issued = {
  /** As the contract types a port that travels: it has no other name that every shell knows. */
  readonly port: z.input<typeof capabilityContract.attenuate.result>['port'];
  readonly served: Served;
};

/** Puts a capability behind a port of its own; those attenuated from it end with it. */
export const issueCapability = (
  provider: string,
  levels: readonly Level[],
  service: Service,
  on: { readonly closed: () => void; readonly failed: (error: unknown) => void },
): Issued => {
  const { port1, port2 } = new MessageChannel();
  const children = new Set<Served>();
  const { end, ...requests } = testFetch(levels, provider, service);
  const { endSessions, ...mcp } = testMcp(levels, service, on.failed);
  const served = serveContract(
    capabilityContract,
    {
      ...requests,
      ...mcp,
      describe: () => ({ provider: providerId.parse(provider), ...describeLevels(levels) }),
      attenuate: (wanted) => {
        const child = issueCapability(provider, attenuated(levels, wanted), service, {
          ...on,
          closed: () => children.delete(child.served),
        });
        children.add(child.served);
        return { port: child.port };
      },
    },
    port1,
    {
      failed: on.failed,
      closed: () => {
        end();
        endSessions();
        for (const child of children) child.close('capability-closed');
        on.closed();
      },
    },
  );
  return { port: port2 as unknown as Issued['port'], served };
};

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Measured, in seconds on two cores without a neighbour; a new machine has no results of an earlier run to go by, and a
 * long file that begins last has the other core wait for it. What is not named here takes less than ten.
 */
const seconds: Readonly<Record<string, number>> = {
  'broker/providers/catalogue/fuzz.test.ts': 45,
  'broker/checks/threats/model.test.ts': 40,
  'broker/port/fuzz.test.ts': 36,
  'broker/checks/threats/f-killed.test.ts': 30,
  'broker/shells/electron/package/package.test.ts': 29,
  'broker/demo/demo.test.ts': 26,
  'broker/checks/threats/interleavings.test.ts': 20,
  'broker/secrets/vault/vault-model.test.ts': 15,
  'broker/checks/threats/f-failing-disk.test.ts': 15,
  'broker/checks/threats/f-killed-at-each-write.test.ts': 15,
  '.config/supply-chain/supply-chain.test.ts': 15,
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const took = ({ moduleId }: TestSpecification): number =>
      Object.entries(seconds).find(([file]) => moduleId.endsWith(`/${file}`))?.[1] ?? 0;
    // The rest as vitest has it: by an earlier run, else by size.
    // Those that share a process come last, and fill the gaps: one of another kind between them would end the process.
    const shares = ({ project }: TestSpecification): number => Number(project.config.isolate === false);
    return (await super.sort(files)).toSorted((a, b) => shares(a) - shares(b) || took(b) - took(a));
  }
}

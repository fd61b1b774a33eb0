import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Measured in a whole run on two cores, in seconds; only their order matters. A new machine has no results of an earlier
 * run to go by, and a long file that begins last has the other core wait for it. What is not named here takes less than 40.
 */
const seconds: Readonly<Record<string, number>> = {
  '.config/packages/packages.test.ts': 246,
  'broker/checks/threats/h-settings-driven.test.ts': 150,
  'broker/checks/threats/f-ended-by-signal.test.ts': 130,
  '.config/packages/starter-host.test.ts': 125,
  '.config/site/build-site.test.ts': 119,
  'broker/cli/develop-extension.test.ts': 109,
  'broker/mcp/hostile-server.test.ts': 104,
  'settings-ui/settings/accessible.test.ts': 103,
  'settings-ui/settings/another-language.test.ts': 99,
  'broker/shells/electron/package/package.test.ts': 78,
  'broker/checks/threats/f-imports.test.ts': 77,
  'broker/demo/demo.test.ts': 74,
  'broker/providers/catalogue/replay.test.ts': 69,
  'broker/checks/threats/f-killed-at-each-write.test.ts': 64,
  'broker/checks/threats/f-failing-disk.test.ts': 60,
  'broker/checks/proof/github-app.test.ts': 60,
  'broker/shells/electron/safe-storage-keychain.test.ts': 57,
  'settings-ui/consent/consent-page.test.ts': 56,
  'broker/mcp/programs.test.ts': 51,
  'broker/demo/run-demo.test.ts': 51,
  'broker/checks/install/install-and-call.test.ts': 51,
  'broker/providers/catalogue/fuzz.test.ts': 49,
  'broker/shells/electron/reachability.test.ts': 48,
  'broker/providers/catalogue/sign-in.test.ts': 48,
  'broker/secrets/redaction/together.property.test.ts': 47,
  'settings-ui/settings/connections/connection-form.test.ts': 44,
  'broker/shells/electron/app-weak-protection.test.ts': 44,
  'broker/shells/electron/network-walls.test.ts': 43,
  'broker/secrets/redaction/scrubber.test.ts': 43,
  'broker/mcp/elicitation.test.ts': 43,
  'settings-ui/settings/audit/audit-view.test.ts': 42,
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

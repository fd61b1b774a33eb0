import { createRequire } from 'node:module';
import type { BundleMessage, BundleOrder } from './bundle-extension.ts';

/** Of https://esbuild.github.io/api/#watch, what is used here. It is the author's own, from the extension's folder. */
type Esbuild = {
  context(options: object): Promise<{ watch(): Promise<void>; dispose(): Promise<void> }>;
  formatMessages(messages: readonly object[], options: object): Promise<string[]>;
};
type Built = { readonly errors: readonly object[]; readonly warnings: readonly object[] };

let bundling: Awaited<ReturnType<Esbuild['context']>> | undefined;
// The broker's process stopped it, or is gone, maybe before anything was bundled.
process.once('disconnect', () => {
  const disposed = bundling?.dispose() ?? Promise.resolve();
  disposed.finally(() => process.exit()).catch(() => undefined);
});

/** A process of its own, started by bundle-extension.ts: nothing of the broker is in its memory. */
process.on('message', (order: BundleOrder) => {
  bundle(order).catch((error: unknown) => {
    tell({ kind: 'ended', text: error instanceof Error ? error.message : String(error) });
    process.disconnect();
  });
});

async function bundle({ esbuild: path, folder, entry, outfile, sourceRoot }: BundleOrder): Promise<void> {
  const esbuild = createRequire(path)(path) as Esbuild;
  const onEnd = async ({ errors, warnings }: Built): Promise<void> => {
    const told = [
      ...(await esbuild.formatMessages(errors, { kind: 'error' })),
      ...(await esbuild.formatMessages(warnings, { kind: 'warning' })),
    ];
    for (const text of told) tell({ kind: 'fault', text: text.trimEnd() });
    if (errors.length === 0) tell({ kind: 'built' });
  };
  bundling = await esbuild.context({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    sourcemap: 'inline',
    sourcesContent: false,
    sourceRoot,
    external: ['@valetkey/extension-api'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'tell',
        setup: (build: { onEnd(run: (built: Built) => Promise<void>): void }) => build.onEnd(onEnd),
      },
    ],
  });
  await bundling.watch();
  tell({ kind: 'watching' });
}

function tell(message: BundleMessage): void {
  if (process.connected) process.send?.(message);
}

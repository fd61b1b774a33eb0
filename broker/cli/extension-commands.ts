import { type Command, Option } from 'commander';
import { type Adding, commandOptions } from './command-options.ts';
import { parsedNumber } from './parse-options.ts';

const { answer, passphrase, workspace } = commandOptions;

/** An extension is made, worked on and run. */
export const addExtensionCommands = (program: Command, { powers, ends, folder }: Adding): void => {
  program
    .command('run')
    .description('runs extensions, and asks for consent at this terminal')
    .argument('[extension...]', 'the folder of each')
    .option('--sample <service>', 'runs an extension that sends the test request of a service')
    .addOption(folder)
    .addOption(passphrase)
    .addOption(workspace)
    .addOption(answer)
    .option('--exit', 'ends after all extensions are activated', false)
    .action(async (folders, options) =>
      ends((await import('./run-extensions.ts')).runExtensions(folders, options, powers)),
    );
  program
    .command('init')
    .description('makes the folder of a new extension, with a test')
    .argument('<folder>', 'a new one; its name becomes the name of the extension')
    .option('--publisher <name>', 'who publishes the extension', 'acme')
    .action(async (named, options) =>
      ends((await import('./init-extension.ts')).initExtension(named, options, powers)),
    );
  program
    .command('dev')
    .description(
      'bundles and runs an extension of yours (with the esbuild of its folder), again after each edit',
    )
    .argument('<extension>', 'its folder')
    .option('--folder <folder>', 'a data folder for development; by default .valetkey in the extension')
    .addOption(passphrase)
    .addOption(workspace)
    .addOption(answer)
    .addOption(
      new Option('--inspect', 'waits for a debugger, which can run code as you, at 127.0.0.1').default(false),
    )
    // A port after `--inspect` would take the folder that follows for one.
    .addOption(
      new Option('--inspect-port <port>', 'the same, at this port')
        .argParser(parsedNumber(0, 65_535))
        .default(9229)
        .implies({ inspect: true }),
    )
    .action(async (named, options) =>
      ends((await import('./develop-extension.ts')).developExtension(named, options, powers)),
    );
};

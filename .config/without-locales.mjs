import { fileURLToPath } from 'node:url';

/** zod brings the messages of 50 languages along, for errors that our bundles put into words of their own. */
export const zodLocales = /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/;
export const onlyEnglish = "export { default as en } from './en.js';";

/** For esbuild; Vite's is in build-pages.mjs. @type {import('esbuild').Plugin} */
export const withoutLocales = {
  name: 'without locales',
  setup: ({ onLoad }) => {
    onLoad({ filter: zodLocales }, () => ({
      contents: onlyEnglish,
      resolveDir: fileURLToPath(new URL('../node_modules/zod/v4/locales', import.meta.url)),
    }));
  },
};

import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {},
  // A sandboxed preload script is CommonJS.
  preload: {
    build: { rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } } },
  },
  renderer: {},
});

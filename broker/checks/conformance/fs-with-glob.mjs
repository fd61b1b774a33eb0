// The conformance suite's command line imports `globSync`, which `fs` has since Node 22, for a command that is not used here.
import { register } from 'node:module';

const source = `
export * from 'node:fs';
export { default } from 'node:fs';
export const globSync = () => { throw new Error('needs Node 22'); };`;
const shim = `data:text/javascript,${encodeURIComponent(source)}`;
const hook = `export const resolve = (name, context, next) =>
  name === 'fs' && context.parentURL?.includes('/conformance/dist/')
    ? { url: ${JSON.stringify(shim)}, shortCircuit: true }
    : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

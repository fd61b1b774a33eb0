/**
 * Stands in every copy of `ValetkeyError`, also in a bundled and minified one: bundlers rename what they find, but keep
 * texts. A host refuses a script that holds it, because that script's `instanceof ValetkeyError` is false for each error
 * of the host.
 */
export const copyMark = 'valetkey:the-host-provides-this-class';

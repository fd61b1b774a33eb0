/**
 * Patterns come from manifests and run on what users type and on a manifest's own defaults. V8's engine backtracks:
 * `a?a?a?…aaa` or `(a|a)(a|a)…b` of 200 characters would hold the broker's only thread for years. So patterns are
 * run as a set of threads over the text (Thompson 1968; https://swtch.com/~rsc/regexp/regexp1.html), in time
 * proportional to text times program, whatever they look like. V8 decides single characters only.
 *
 * Same meaning as `new RegExp(source, 'u').test(text)`, for the part of the syntax that can be run this way:
 * literals, classes, escapes of one character, `.`, groups, `|`, `^`, `$`, and `* + ? {n,m}` on one character.
 * Kept free of Node modules: the settings page checks fields with it too.
 */
export type Matcher = (text: string) => boolean;
/** `undefined`: not in the part of the syntax above, or larger than 1,000 steps. */
export declare const compilePattern: (source: string) => Matcher | undefined;

const maxFrames = 30;

/**
 * What `error.stack` holds from now on: the message, then the positions inside the extension's own script. Frames of
 * this shell and of Node stay out, and with them the paths of this machine.
 *
 * Node asks `globalThis.Error.prepareStackTrace` of the start realm, so that gets an Error of its own which is nobody's
 * prototype or constructor: what it makes are plain Errors, and the extension never meets it.
 */
export const showOnlyFramesOf = (scriptName: string): void => {
  const SharedError = Error;
  const StartError = function StartError(...args: [message?: string, options?: ErrorOptions]) {
    return new SharedError(...args);
  } as unknown as ErrorConstructor;
  Object.defineProperties(StartError, {
    prototype: { value: SharedError.prototype },
    prepareStackTrace: {
      value: (error: unknown, frames: readonly NodeJS.CallSite[]) => {
        const lines = [headOf(error)];
        for (const frame of frames) {
          if (lines.length > maxFrames) break;
          if (frame.getScriptNameOrSourceURL() !== scriptName) continue;
          const place = `${scriptName}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
          const name = frame.getFunctionName();
          lines.push(name === null || name === 'eval' ? `    at ${place}` : `    at ${name} (${place})`);
        }
        return lines.join('\n');
      },
    },
  });
  globalThis.Error = Object.freeze(StartError);
};

/** `name` and `message` may be the extension's own getters. */
const headOf = (error: unknown): string => {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
};

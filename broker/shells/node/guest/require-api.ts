const apiName = '@valetkey/extension-api';

/** The `require` of an entry script, which is one bundled file: extension-api is all that it finds. */
export const requireOf =
  (api: object) =>
  (name: unknown): object => {
    if (name === apiName) return api;
    throw new TypeError(
      `require(${JSON.stringify(String(name))}) is not possible: an entry script is one bundled file, and ${apiName} is all that it can require.`,
    );
  };

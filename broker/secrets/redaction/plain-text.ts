/** True for a text that no escaping of JSON, HTML or URLs changes, in whatever dialect: most tokens are such. */
export const isPlain = (text: string): boolean => /^[A-Za-z0-9_.-]*$/.test(text);

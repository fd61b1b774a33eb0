/** Of the file of an extension's icon. */
export const mostIconBytes = 32 * 1024;

/** Without zod, which a thread that reads documents does not need. */
export const requestPathForm = /^(?:\/(?!\/)[!-"$-[\]-~]{0,500}|\{[a-z][A-Za-z0-9]{0,39}\})$/;
export const withoutDotSegments = /^(?!.*\/\.{1,2}(?:[/?]|$))/;

export function isRequestPath(text: string): boolean {
  return requestPathForm.test(text) && withoutDotSegments.test(text);
}

/** A heading's anchor as GitHub makes it, so that a link works there and here. @param {string} heading its text */
export const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

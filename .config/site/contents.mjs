/**
 * The site's table of contents: for each reader, files of the repository in their reading order. A title is given
 * where a document's own heading does not say enough in a list. With `folder`, each document of that folder is
 * listed below the page. Pages in generated/ are made while the site is built.
 *
 * @type {readonly { reader: string, pages: readonly { file: string, title?: string, folder?: true }[] }[]}
 */
export const contents = [
  { reader: 'Everyone', pages: [{ file: 'README.md', title: 'What Valetkey is' }, { file: 'CHANGELOG.md' }] },
  {
    reader: 'Extension author',
    pages: [
      { file: 'extension-api/README.md', title: 'From a folder to an extension' },
      { file: 'sample-extensions/README.md' },
      { file: 'extension-api/PROVIDERS.md' },
      { file: 'broker/providers/catalogue/README.md', title: 'The catalogue of services' },
      { file: 'generated/examples.md', title: 'Examples' },
      { file: 'generated/error-codes.md', title: 'Error codes' },
      { file: 'generated/reference/README.md', title: 'Reference of exported names', folder: true },
    ],
  },
  {
    reader: 'Host',
    pages: [
      { file: 'broker/README.md', title: 'Embed the broker' },
      { file: 'docs/host-electron-vite/README.md' },
      { file: 'broker/settings/README.md' },
      { file: 'broker/database/README.md' },
      { file: 'broker/shells/electron/README.md' },
      { file: 'broker/shells/electron/extension-host/README.md' },
      { file: 'broker/shells/node/guest/README.md' },
      { file: 'broker/shells/node/guest/web/README.md' },
    ],
  },
  {
    reader: 'User',
    pages: [
      { file: 'docs/using.md' },
      { file: 'docs/tour.md' },
      { file: 'docs/services.md', title: 'Services, their hosts and scopes' },
    ],
  },
  {
    reader: 'Reviewer',
    pages: [
      { file: 'THREAT-MODEL.md' },
      { file: 'SECURITY.md' },
      { file: 'ARCHITECTURE.md' },
      { file: 'docs/decisions/README.md', folder: true },
      { file: 'broker/checks/proof/README.md' },
      { file: 'broker/checks/bench/README.md' },
      { file: 'THIRD-PARTY.md' },
      { file: 'CONTRIBUTING.md' },
    ],
  },
];

/** What the application that shows this page calls itself; main puts it into the page before it is loaded. */
export const appName: string = globalThis.document?.documentElement.dataset['appName'] ?? 'Valetkey';

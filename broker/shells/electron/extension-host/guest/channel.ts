/** Names the one message that main sends into an extension's page, with the control port beside it. */
export const controlPortChannel = 'valetkey control port';

/** What goes on to the Worker: the entry script, as text. */
export type Handover = { readonly channel: typeof controlPortChannel; readonly mainSource: string };

/** Names the one message that main sends into an extension's page, with the control port beside it. */
export const controlPortChannel = 'valetkey control port';

/** What a row of the access view is given: the name of a connection, and the way to end something and say so. */
export type NameOf = (connectionId: string) => string;
export type Act = (run: () => Promise<{ readonly ended?: number }>, done: string) => Promise<void>;

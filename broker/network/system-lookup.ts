import { lookup } from 'node:dns';

/** The operating system's resolver. What it answers is judged before a socket opens (addresses.ts). */
export const systemLookup = lookup;

let last = 0;

/** Unique in this thread, hence among the requests of each port. */
export const nextRequestId = (): number => ++last;

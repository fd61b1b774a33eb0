/** An answer as its reader has it: a copy that nobody else sees, so writing to it would be a mistake. */
export type ReadonlyDeep<T> = T extends object
  ? string extends keyof T
    ? Readonly<T> // a record: JSON, which is readonly as it is, and endless
    : { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
  : T;

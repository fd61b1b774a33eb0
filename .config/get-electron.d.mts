export type FoundElectron = {
  /** The executable. */
  readonly path: string;
  /** The folder that ELECTRON_OVERRIDE_DIST_PATH takes. */
  readonly dist: string;
  readonly version: string;
  /** `fallback` is end of life: for tests only, never shipped. */
  readonly kind: 'override' | 'installed' | 'fallback';
};
export declare const findElectron: () => FoundElectron | undefined;
export declare const getElectron: (options?: { readonly forTests?: boolean }) => Promise<FoundElectron>;
/** Says on stderr what may not be shipped. */
export declare const warn: (electron: FoundElectron) => void;

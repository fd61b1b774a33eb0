export declare const silenceMs: number;
export declare const makeSilence: (
  limit: number,
  begin: number,
) => { readonly see: (bytes: number, now: number) => 'going' | 'silent'; readonly most: () => number };
/** `why`: absent when the installer succeeded. `came`: whether any byte arrived. */
export declare const watchDownload: (options: {
  readonly command: string;
  readonly args: readonly string[];
  /** Emptied, used as the installer's temporary folder, and removed. */
  readonly folder: string;
  /** Where it unpacks to. */
  readonly into: string;
  readonly say: (text: string) => void;
  readonly limit?: number;
}) => Promise<{ readonly why: string | undefined; readonly came: boolean }>;

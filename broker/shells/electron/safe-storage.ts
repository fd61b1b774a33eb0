/**
 * As much of Electron's safeStorage as is used, across its versions: the asynchronous calls came with 42, the
 * synchronous ones go with 46. What one of them sealed the other opens.
 */
export type SafeStorage = {
  isEncryptionAvailable?(): boolean;
  encryptString?(text: string): Buffer;
  decryptString?(sealed: Buffer): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(
    sealed: Buffer,
  ): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  /** On Linux only. */
  getSelectedStorageBackend?(): string;
  setUsePlainTextEncryption?(use: boolean): void;
};

export type OpenedText =
  | { readonly state: 'opened'; readonly text: string; readonly sealAgain: boolean }
  | { readonly state: 'not yet' | 'undecryptable' };

/** One way to seal, whichever calls the runtime has. */
export type Sealer = {
  available(): Promise<boolean>;
  seal(text: string): Promise<Buffer>;
  open(sealed: Buffer): Promise<OpenedText>;
};

export const sealerOf = (safeStorage: SafeStorage): Sealer => {
  const { encryptStringAsync, decryptStringAsync, isAsyncEncryptionAvailable } = safeStorage;
  if (encryptStringAsync && decryptStringAsync && isAsyncEncryptionAvailable) {
    return Object.freeze<Sealer>({
      available: () => isAsyncEncryptionAvailable.call(safeStorage),
      seal: (text) => encryptStringAsync.call(safeStorage, text),
      open: async (sealed) => {
        try {
          const { result, shouldReEncrypt } = await decryptStringAsync.call(safeStorage, sealed);
          return { state: 'opened', text: result, sealAgain: shouldReEncrypt };
        } catch (error) {
          // The message is all that tells them apart (electron_api_safe_storage.cc, 42 to 46).
          const soon = error instanceof Error && /temporarily unavailable/i.test(error.message);
          return { state: soon ? 'not yet' : 'undecryptable' };
        }
      },
    });
  }
  const { encryptString, decryptString, isEncryptionAvailable } = safeStorage;
  if (!encryptString || !decryptString || !isEncryptionAvailable) throw new Error('not a safeStorage');
  return Object.freeze<Sealer>({
    available: async () => isEncryptionAvailable.call(safeStorage),
    seal: async (text) => encryptString.call(safeStorage, text),
    open: async (sealed) => {
      try {
        return { state: 'opened', text: decryptString.call(safeStorage, sealed), sealAgain: false };
      } catch {
        return { state: 'undecryptable' };
      }
    },
  });
};

/**
 * On Linux Chromium marks what it seals with a password from its own source code as v10, and does so without a word
 * when a keyring was selected and did not answer the asynchronous calls. Elsewhere v10 is the good one.
 */
export const isSealedWithNothing = (sealed: Buffer, platform: NodeJS.Platform): boolean =>
  platform === 'linux' && sealed.subarray(0, 3).toString('latin1') === 'v10';

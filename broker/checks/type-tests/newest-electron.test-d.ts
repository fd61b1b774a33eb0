/// <reference types="electron" />
import type { WebContentsConsoleMessageEventParams } from 'electron/main';
import { safeStorage } from 'electron/main';
import { expectAssignable, expectDeprecated, expectNotDeprecated, expectType } from 'tsd';
import { type SafeStorage, sealerOf } from '../../dist/shells/electron/safe-storage.js';

/**
 * What tests run on is older than what users have, and finds these by their names at run time: a typo, or another
 * signature, would show at a user's first. The types are those of the newest major, by package-lock.json.
 */
type Synchronous = 'isEncryptionAvailable' | 'encryptString' | 'decryptString';
type Asynchronous = 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync';
type Elsewhere = 'getSelectedStorageBackend' | 'setUsePlainTextEncryption';
type Theirs = typeof safeStorage;

/** We name no other call of it, and each that we name is one of Electron's with the same parameters and answer. */
expectType<Synchronous | Asynchronous | Elsewhere>({} as keyof SafeStorage);
expectAssignable<Required<Pick<SafeStorage, Asynchronous | Elsewhere>>>(safeStorage);
expectAssignable<Pick<Theirs, 'isAsyncEncryptionAvailable' | 'encryptStringAsync'>>(
  {} as Required<Pick<SafeStorage, Asynchronous>>,
);

/** The synchronous calls are about to go, and nothing else that we use: without them it still seals. */
expectDeprecated(safeStorage.isEncryptionAvailable);
expectDeprecated(safeStorage.encryptString);
expectDeprecated(safeStorage.decryptString);
expectNotDeprecated(safeStorage.isAsyncEncryptionAvailable);
expectNotDeprecated(safeStorage.encryptStringAsync);
expectNotDeprecated(safeStorage.decryptStringAsync);
expectNotDeprecated(safeStorage.getSelectedStorageBackend);
expectNotDeprecated(safeStorage.setUsePlainTextEncryption);
declare const withoutThem: Omit<Theirs, Synchronous>;
sealerOf(withoutThem);

/** Since 35 a page's line comes in the event itself, which pass-on-console.ts reads. */
expectType<string>({} as WebContentsConsoleMessageEventParams['message']);

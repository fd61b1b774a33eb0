import { expect, it, vi } from 'vitest';
import { takeAway } from './take-away.ts';

// It changes the functions of this very process; unmetered.test.ts has it in a real Worker.
vi.mock('./replace-evaluators.ts', () => ({ replaceEvaluators: () => undefined }));

/** A scope of a Chromium to come: each class that stays has a member more, and there is one class more. */
const laterScope = () => {
  class Response {
    static storeAll(): void {}
    text(): void {}
    blob(): void {}
    storeInMain(): void {}
  }
  class URL {
    readonly href = '';
    static createObjectURL(): void {}
    static canParse(): void {}
  }
  class ReadableStream {}
  const above = { laterName: 1, setTimeout: 1 };
  return Object.assign(Object.create(above), { Response, URL, ReadableStream, LaterStorage: class {}, Map });
};

it('a class keeps only the members that were reviewed', () => {
  const scope = laterScope();
  const { Response, URL } = scope;
  takeAway(scope);
  expect(Object.getOwnPropertyNames(Response.prototype).toSorted()).toEqual(
    ['constructor', 'text', 'blob', 'formData'].toSorted(), // the last two say what to use instead
  );
  expect([Response.storeAll, URL.createObjectURL, typeof URL.canParse]).toEqual([
    undefined,
    undefined,
    'function',
  ]);
});

it('no other name stays on the scope or above it', () => {
  const scope = laterScope();
  takeAway(scope);
  expect(Object.keys(scope).toSorted()).toEqual(['Map', 'ReadableStream', 'Response', 'URL']);
  expect(Object.keys(Object.getPrototypeOf(scope))).toEqual(['setTimeout']);
});

it('a start fails if a name cannot be removed, unless its value is a number', () => {
  const number = Object.defineProperty(laterScope(), 'TEMPORARY', { value: 0 });
  expect(() => takeAway(number)).not.toThrow();
  const fixed = Object.defineProperty(laterScope(), 'storage', { get: () => ({}) });
  expect(() => takeAway(fixed)).toThrow('storage cannot be taken away');
});

import { isRequestPath, type JsonObject } from '@valetkey/api-contracts';
import { isObject } from '../../json/is-object.ts';
import type { ApiDocument } from './api-document.ts';

export type TestRequest = { readonly path: string; readonly operation: JsonObject };

const mostPaths = 5_000;
/** Of one path. All paths may share one item, so that a small document becomes a large one. */
const mostOfPath = 100;
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Paths that say who signed in, in most APIs. */
const saysWho = /\/(?:me|self|whoami|user|account|profile|viewer|current_user|auth\.test)$/i;

/** A GET that needs nothing filled in, best one that says who signed in. Undefined where there is none. */
export function testRequestOf(document: ApiDocument, base: string): TestRequest | undefined {
  const { root, objectOf } = document;
  const paths = objectOf(root['paths']) ?? {};
  const otherwise = root['security'] ?? (statesSecurity(document) ? [] : undefined);
  const found: TestRequest[] = [];
  for (const [path, value] of Object.entries(paths).slice(0, mostPaths)) {
    const item = objectOf(value);
    const operation = objectOf(item?.['get']);
    if (item === undefined || operation === undefined || !isRequestPath(`${base}${path}`)) continue;
    if (/[{}]/.test(path) || operation['deprecated'] === true) continue;
    if (isOpen(operation['security'] ?? otherwise)) continue;
    const parameters = [item['parameters'], operation['parameters']].flatMap((list) =>
      Array.isArray(list) ? list.slice(0, mostOfPath).map(objectOf) : [],
    );
    // One that stands in another document may be required.
    if (parameters.some((one) => one === undefined || one['required'] === true)) continue;
    found.push({ path: `${base}${path}`, operation });
  }
  return found.toSorted(
    (a, b) => Number(saysWho.test(b.path)) - Number(saysWho.test(a.path)) || a.path.length - b.path.length,
  )[0];
}

/** Whether any operation says for itself what it requires. Then one that says nothing requires nothing. */
export const statesSecurity = ({ root, objectOf }: ApiDocument): boolean =>
  Object.values(objectOf(root['paths']) ?? {})
    .slice(0, mostPaths)
    .flatMap((item) => methods.map((method) => objectOf(item)?.[method]))
    .some(
      (operation) =>
        isObject(operation) && Array.isArray(operation['security']) && !isOpen(operation['security']),
    );

/** It answers also without a credential, and so tells nothing of one. */
const isOpen = (security: unknown): boolean =>
  Array.isArray(security) &&
  (security.length === 0 ||
    security.slice(0, mostOfPath).some((way) => isObject(way) && Object.keys(way).length === 0));

import type { MessagePortMain } from 'electron/main';

/** Where in a message a port was: keys of objects, indexes of arrays. */
export type PortPath = readonly (string | number)[];

export type Packed = { readonly data: unknown; readonly ports: MessagePortMain[] };

/**
 * MessagePortMain carries ports beside a message only, so each is lifted out and `paths` says where it was; on the far
 * side page/port-from-main.ts puts it back. There are no placeholders inside the data that somebody could imitate: a
 * message is read as `{ message, paths }` when ports come with it, and ports come with nothing else.
 *
 * Buffers are copied, whatever the transfer list says: this class moves ports alone. A view is cut down to what it
 * shows, since a clone would take the whole buffer along, and a pooled one holds the bytes of others.
 */
export function packPorts(message: unknown, transfer: readonly unknown[]): Packed {
  const moving = new Set(transfer.filter((item) => !(item instanceof ArrayBuffer)));
  const ports: MessagePortMain[] = [];
  const paths: PortPath[] = [];
  const at: (string | number)[] = [];

  const packAt = (key: string | number, value: unknown): unknown => {
    at.push(key);
    const packed = pack(value);
    at.pop();
    return packed;
  };

  /** The same value when nothing in it had to change. */
  const pack = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (moving.has(value)) {
      ports.push(value as MessagePortMain);
      paths.push([...at]);
      return null;
    }
    if (value instanceof Uint8Array) {
      return value.byteLength === value.buffer.byteLength ? value : new Uint8Array(value);
    }
    if (Array.isArray(value)) {
      const packed = value.map((element, index) => packAt(index, element));
      return packed.some((element, index) => element !== value[index]) ? packed : value;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const entries = Object.entries(value);
    const packed = entries.map(([key, inner]) => [key, packAt(key, inner)] as const);
    const changed = packed.some(([, inner], index) => inner !== entries[index]?.[1]);
    return changed ? Object.fromEntries(packed) : value;
  };

  const data = pack(message);
  if (ports.length !== moving.size)
    throw new Error('a transferred port is not in the message, or is listed twice');
  return ports.length === 0 ? { data, ports } : { data: { message: data, paths }, ports };
}

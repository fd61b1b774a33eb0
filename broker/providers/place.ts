/** Where something stands in a JSON document: keys and indexes from the root. */
export type ManifestPlace = readonly (string | number)[];

/** `contributes.connectionProviders[0].id`; a key that is no plain word is written `["as JSON"]`. */
export const placeText = (place: ManifestPlace): string =>
  place.length === 0
    ? 'package.json'
    : place
        .map((step) => {
          if (typeof step === 'number') return `[${step}]`;
          return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
        })
        .join('')
        .replace(/^\./, '');

/** Own properties only: what a document does not hold, it does not inherit either. */
export const child = (value: unknown, step: string | number): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string | number, unknown>>)[step]
    : undefined;

export const valueAt = (root: unknown, place: ManifestPlace): unknown => place.reduce<unknown>(child, root);

export const listAt = (value: unknown, step: string): readonly unknown[] => {
  const found = child(value, step);
  return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, step: string): string | undefined => {
  const found = child(value, step);
  return typeof found === 'string' ? found : undefined;
};

/** Sorts as the document reads from top to bottom; what is missing comes after what is there. */
export const byPlace = (root: unknown): ((a: ManifestPlace, b: ManifestPlace) => number) => {
  const orders = new WeakMap<object, ReadonlyMap<string, number>>();
  const rank = (parent: unknown, step: string | number | undefined): number => {
    if (typeof step === 'number') return step;
    if (typeof parent !== 'object' || parent === null) return 0;
    const order = orders.get(parent) ?? new Map(Object.keys(parent).map((key, index) => [key, index]));
    orders.set(parent, order);
    return order.get(String(step)) ?? order.size;
  };
  return (a, b) => {
    let inside = root;
    for (let depth = 0; depth < Math.min(a.length, b.length); depth += 1) {
      const [left, right] = [a[depth], b[depth]];
      if (left !== right) return rank(inside, left) - rank(inside, right);
      inside = left === undefined ? undefined : child(inside, left);
    }
    return a.length - b.length;
  };
};

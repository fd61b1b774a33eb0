import { readOrigin } from './read-origin.js';
/** The exact `https://host[:port]` that a connection's secret may go to: all of them, or none. */
export const resolveOrigins = (provider, fields) => {
  const origins = new Set();
  const problems = [];
  for (const template of provider.origins) {
    const field = originField(template);
    const value = field === undefined ? template : Object.hasOwn(fields, field) ? fields[field] : undefined;
    const read =
      typeof value === 'string'
        ? readOrigin(value)
        : { ok: false, sentence: 'An address such as https://api.example.com is needed here.' };
    if (read.ok) origins.add(read.origin);
    else problems.push({ field: field ?? '', sentence: read.sentence });
  }
  return problems.length > 0 || origins.size === 0
    ? { ok: false, problems }
    : { ok: true, origins: [...origins] };
};
/** The field that a template such as `{baseUrl}` takes its origin from. */
export const originField = (template) => /^\{([A-Za-z0-9]+)\}$/.exec(template)?.[1];
//# sourceMappingURL=resolve-origins.js.map

/** Of a challenge such as `Bearer error="insufficient_scope", scope="a b"`. */
export const parameter = (header: string, name: string): string | undefined => {
  const [, quoted, bare] =
    new RegExp(`(?:^|[\\s,])${name}=(?:"([^"\\\\]{0,2000})"|([^\\s,"]{1,2000}))`, 'i').exec(header) ?? [];
  return quoted ?? bare;
};
export const scopesIn = (scope: string | undefined): readonly string[] | undefined =>
  scope
    ?.split(' ')
    .filter((one) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(one))
    .slice(0, 100);

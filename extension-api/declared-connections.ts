import type { HttpMethod } from '@valetkey/api-contracts';

declare global {
  /**
   * What an extension's package.json declares, by provider. Empty here: `valetkey dev` and `valetkey init` write
   * valetkey.d.ts into an extension's folder, which fills it in.
   */
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be filled in elsewhere
  interface ValetkeyConnections {}
}

type Declared = keyof ValetkeyConnections & string;

/** The providers that the manifest declares to ask for; any text where no valetkey.d.ts says so. */
export type ProviderName = [Declared] extends [never] ? string : Declared;

type Declares<Provider extends string> = Provider extends Declared ? ValetkeyConnections[Provider] : unknown;

export type MethodOf<Provider extends string> =
  Declares<Provider> extends { readonly methods: infer Method extends HttpMethod } ? Method : HttpMethod;

export type PathOf<Provider extends string> =
  Declares<Provider> extends { readonly paths: infer Pattern extends string } ? PathsUnder<Pattern> : string;

/** What `fetch` takes: a text that is known when it is compiled has to fit the declared patterns. */
export type TargetOf<Provider extends string, Target extends string> = string extends Target
  ? Target
  : Target extends Fitting<PathOf<Provider>>
    ? Target
    : Fitting<PathOf<Provider>>;

type Fitting<Path extends string> = Path | `${Path}?${string}` | `http${string}`;

/** `/v1/*` as `/v1/${string}`; `/v1/**` also as `/v1`. More than the broker admits, which looks at segments. */
type PathsUnder<Pattern extends string> = Pattern extends '/**'
  ? `/${string}`
  : Pattern extends `${infer Above}/**`
    ? Segments<Above> | `${Segments<Above>}/${string}`
    : Segments<Pattern>;

type Segments<Pattern extends string> = Pattern extends `${infer Before}/*/${infer After}`
  ? `${Before}/${string}${Segments<`/${After}`>}`
  : Pattern extends `${infer Before}/*`
    ? `${Before}/${string}`
    : Pattern;

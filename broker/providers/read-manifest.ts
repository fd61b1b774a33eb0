import { type ExtensionManifest, extensionManifest } from '@valetkey/api-contracts';
import { checkDeclaredAlternative } from './check-declared-alternative.ts';
import { checkDeclaredFields } from './check-declared-fields.ts';
import { checkDeclaredMigrations } from './check-declared-migrations.ts';
import { checkDeclaredReach } from './check-declared-reach.ts';
import { checkDeclaredRequests } from './check-declared-requests.ts';
import { checkManifestText } from './check-manifest-text.ts';
import { describeIssue } from './describe-issue.ts';
import { type Found, fault } from './fault.ts';
import { findJsonFault, lineAndColumn } from './find-json-fault.ts';
import { type ForeignContributions, setForeignAside } from './foreign-contributions.ts';
import { nearestWord } from './nearest-word.ts';
import { byPlace, child, listAt, type ManifestPlace, placeText, textAt } from './place.ts';
import { quoteName } from './quote-found.ts';

export type ManifestProblem = {
  /** `contributes.connectionProviders[0].fields[2].type`, or `line 3, column 5` where the text is not JSON. */
  readonly at: string;
  /** What is wrong there and what would be right. Never repeats what might be a secret in the wrong place. */
  readonly sentence: string;
};
export type ManifestReading =
  | { readonly ok: true; readonly manifest: ExtensionManifest; readonly foreign: ForeignContributions }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

const mostProblems = 100;

/**
 * Reads the text of a package.json. Reports every problem at once, in the order in which they stand in the file.
 * `contributions` names contribution points of the application, which are not read here.
 */
export function readManifest(text: string, contributions: readonly string[] = []): ManifestReading {
  const { fault, repeated } = findJsonFault(text);
  if (fault !== undefined) {
    const { line, column } = lineAndColumn(text, fault.offset);
    return {
      ok: false,
      problems: [{ at: `package.json, line ${line}, column ${column}`, sentence: fault.sentence }],
    };
  }
  const { root, foreign } = setForeignAside(JSON.parse(text), contributions);
  const parsed = extensionManifest.safeParse(root);
  const ofSchema = (parsed.error?.issues ?? [])
    .slice(0, mostProblems)
    .flatMap((issue) => describeIssue(issue, root));
  const found: Found[] = [
    ...repeated
      .slice(0, mostProblems)
      .map(({ place, offset }) => repetition(place, lineAndColumn(text, offset).line)),
    ...oncePerPlace(ofSchema),
  ];
  const faulty = new Set(found.map(({ place }) => placeText(place)));
  found.push(...crossCheck(root).filter(({ place }) => !faulty.has(placeText(place))));
  if (parsed.success && found.length === 0) return { ok: true, manifest: parsed.data, foreign };
  const order = byPlace(root);
  const sorted = found.sort((a, b) => order(a.place, b.place));
  const problems = sorted
    .slice(0, mostProblems)
    .map(({ place, sentence }) => ({ at: placeText(place), sentence }));
  if (sorted.length > mostProblems)
    problems.push({
      at: 'package.json',
      sentence: 'There are more problems than these. Fix these first, then run it again.',
    });
  return { ok: false, problems };
}

/** What the schema cannot say: how the parts refer to each other. Works on whatever could be read. */
const crossCheck = (root: unknown): readonly Found[] => {
  const contributes = child(root, 'contributes');
  const seen = new Set<string>();
  const declared = listAt(contributes, 'connectionProviders').slice(0, 32);
  const providers = declared.flatMap((provider, index): readonly Found[] => {
    const place = ['contributes', 'connectionProviders', index];
    const id = textAt(provider, 'id');
    const twice = id !== undefined && seen.has(id);
    if (id !== undefined) seen.add(id);
    return [
      ...(twice
        ? fault([...place, 'id'], 'An earlier provider already has this id; each needs its own.')
        : []),
      ...checkDeclaredAlternative(provider, declared, place),
      ...checkDeclaredFields(provider, place),
      ...checkDeclaredReach(provider, place),
      ...checkDeclaredMigrations(provider, place),
    ];
  });
  return [
    ...checkRoot(root),
    ...providers,
    ...checkDeclaredRequests(root, contributes),
    ...checkManifestText(root).slice(0, mostProblems),
  ];
};

/** The root belongs to npm and is not strict, so a slip in one of our words there would be passed over in silence. */
const checkRoot = (root: unknown): readonly Found[] => {
  if (typeof root !== 'object' || root === null) return [];
  const found: Found[] = [];
  const absent = ['contributes', 'publisher', 'displayName', 'main', 'version'].filter(
    (word) => !Object.hasOwn(root, word),
  );
  for (const key of Object.keys(root)) {
    if (key === 'connectionProviders' || key === 'connectionRequests')
      found.push({ place: [key], sentence: `\`${key}\` must stand inside \`contributes\`.` });
    const meant = key === 'contributors' || key === 'man' ? undefined : nearestWord(key, absent);
    if (meant !== undefined && quoteName(key) === `\`${key}\``)
      found.push({ place: [key], sentence: `\`${key}\` is not known here; did you mean \`${meant}\`?` });
  }
  return found;
};

const repetition = (place: ManifestPlace, line: number): Found => {
  const key = String(place.at(-1));
  const name = quoteName(key);
  return {
    place: name === `\`${key}\`` ? place : [],
    sentence: `${name ?? 'One of the words'} stands twice in the same object, again in line ${line}; keep one.`,
  };
};

/** One rule broken is enough to know at a place; words that are unknown are each their own place. */
const oncePerPlace = (found: readonly Found[]): readonly Found[] => {
  const seen = new Set<string>();
  return found.filter(({ place }) => {
    const text = placeText(place);
    return seen.has(text) ? false : seen.add(text) !== undefined;
  });
};

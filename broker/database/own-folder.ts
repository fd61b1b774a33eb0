import { chmodSync, lstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { DatabaseError } from './database-error.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Makes sure that nobody else can change what is in the broker's folder. What is ours is closed to others, which is
 * said, since they may have been there; what is not ours to close is refused: throws DatabaseError 'exposed' with the
 * place. A folder that is not there yet is made for us alone. On Windows a folder below the user's own has its rights
 * from there, and modes say nothing.
 */
export function ownFolder(folder: string, say: (sentence: string) => void): void {
  const us = process.getuid?.();
  if (us === undefined) return;
  const whole = resolve(folder);
  judgeWay(whole, us);
  if (!wasMade(whole)) return;
  judgeWay(whole, us); // where everybody may make folders, somebody else may have been faster
  const found = statSync(whole, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return;
  // A place such as /tmp is meant for everybody: closing it would break others' programs.
  if (found.uid !== us || (found.mode & sticky) !== 0) throw new DatabaseError('exposed', whole);
  const exposed = ourFiles(whole).filter((file) => judgeFile(file, us));
  if ((found.mode & byOthers) !== 0) chmodSync(whole, 0o700);
  else if (exposed.length === 0) return;
  for (const file of exposed) chmodSync(file, 0o600);
  say(
    `Other users of this machine could change ${whole} or files in it. It is closed to them now. Look through your connections and grants: remove those that you do not know.`,
  );
}

/** If it cannot be made, opening a file in it reports why. */
const wasMade = (folder: string): boolean => {
  try {
    makeFolder(folder);
    return true;
  } catch {
    return false;
  }
};

const byOthers = 0o022;
const sticky = 0o1000;
/** What the broker takes for its own when it finds it. */
const name = /^(?:state|secrets|audit)\.db|^vault-key/;

const ourFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((one) => name.test(one))
    .map((one) => join(folder, one));

/** Whether others can write it. Throws where it is theirs, or only leads to a place of theirs. */
const judgeFile = (file: string, us: number): boolean => {
  const entry = lstatSync(file, { throwIfNoEntry: false });
  const found = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined || found === undefined) return false; // a log that SQLite has just removed
  if (entry.uid !== us || found.uid !== us) throw new DatabaseError('exposed', file);
  if (entry.isSymbolicLink()) judgeWay(resolve(dirname(file), readlinkSync(file)), us);
  return (found.mode & byOthers) !== 0;
};

/**
 * Each folder on the way, links followed: who can write in one can put another thing in the place of the next. Ours
 * and the system's count as safe; so does what our own group may write, which on many systems nobody else is in.
 */
const judgeWay = (path: string, us: number): void => {
  const { root } = parse(path);
  let at = root;
  const rest = path.slice(root.length).split(sep);
  for (let links = 0, next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '' || next === '.') continue;
    if (next === '..') {
      at = dirname(at);
      continue;
    }
    const entry = lstatSync(join(at, next), { throwIfNoEntry: false });
    if (canBeSwapped(statSync(at), entry, us)) throw new DatabaseError('exposed', at);
    if (entry === undefined) return;
    if (!entry.isSymbolicLink()) {
      at = join(at, next);
      continue;
    }
    links += 1;
    if (links > 40) return; // the system refuses it as well, with its own reason
    const target = readlinkSync(join(at, next));
    rest.unshift(...target.split(sep));
    if (target.startsWith(sep)) at = root;
  }
};

const canBeSwapped = (above: Stats, entry: Stats | undefined, us: number): boolean => {
  const trusted = (uid: number): boolean => uid === us || uid === 0;
  if (!trusted(above.uid)) return true;
  const ourGroup = above.gid === process.getgid?.();
  const writable = (above.mode & (ourGroup ? 0o002 : byOthers)) !== 0;
  if (!writable) return false;
  // There, only its owner can rename an entry.
  return (above.mode & sticky) === 0 || (entry !== undefined && !trusted(entry.uid));
};

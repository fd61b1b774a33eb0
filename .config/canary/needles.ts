import { formsToLookFor } from '../../broker/checks/fixtures/forms-to-look-for.ts';
import type { Watched } from './strings-to-watch.ts';
import { windowBytes } from './window-matcher.ts';

/** A text up to here is looked for whole. */
const longestWhole = 256;
const pieceLength = 48;
/** A line of PEM has 48 bytes of the key, so that a whole piece is in each line that lies within one number. */
const keyPieceBytes = 24;

/**
 * Byte strings of which one at least is there wherever the secret is, in any form of encoding. Of a long text that is each
 * of three pieces: not its beginning and end, which other tokens and keys have too.
 */
export const needlesFor = (secret: Watched): readonly Uint8Array[] => {
  if (typeof secret !== 'string') return keyNeedles(secret);
  const texts = secret.length <= longestWhole ? [secret] : piecesOf(secret);
  return texts.flatMap(formsToLookFor).filter(({ length }) => length >= windowBytes);
};

const piecesOf = (secret: string): string[] =>
  // Of a JWT the last third is the signature, which is its own.
  [0.4, 0.65, 0.85].map((at) => {
    const begin = Math.floor((secret.length - pieceLength) * at);
    // UTF-8 has no halves of a pair.
    return secret.slice(begin, begin + pieceLength).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  });

const keyNeedles = (bytes: Uint8Array): Uint8Array[] => {
  const pieces = [];
  for (let at = 0; at + keyPieceBytes <= bytes.length; at += keyPieceBytes)
    pieces.push(Buffer.from(bytes.subarray(at, at + keyPieceBytes)));
  const whole = bytes.length < keyPieceBytes ? [Buffer.from(bytes)] : pieces;
  const forms = whole.flatMap((piece) => [
    piece,
    ...[piece.toString('hex'), piece.toString('hex').toUpperCase()].map((text) => Buffer.from(text)),
    ...[0, 1, 2].flatMap((drop) => base64At(piece, drop)),
  ]);
  return forms.filter(({ length }) => length >= windowBytes);
};

/** The characters of base64 that are this piece's alone, when so many bytes of it belong to a group that began before. */
const base64At = (piece: Buffer, drop: number): Buffer[] => {
  const inner = piece.subarray(drop, drop + Math.floor((piece.length - drop) / 3) * 3);
  return [...new Set([inner.toString('base64'), inner.toString('base64url')])].map((text) =>
    Buffer.from(text),
  );
};

/** Letters, most of other alphabets, before the Latin ones that they look like (UTS 39), by case: H is Eta, and n is eta. */
const lookAlikes = [
  'ıi ɡg ɑa',
  'аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ьb гr пn кk мm тt вb нh',
  'АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԚQ ԜW ҺH Ӏl Ьb',
  'αa βb γy εe ηn ιi κk νv οo πn ρp τt υu χx ωw ςc',
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX',
];
const latinOf = new Map(
  lookAlikes.flatMap((row) => row.split(' ')).map(([letter = '', latin = '']) => [letter, latin]),
);

/**
 * Names with the same result look the same, or nearly: they differ only in case, width of letters, spaces, punctuation,
 * accents, invisible characters, and letters of Cyrillic and Greek in place of Latin ones.
 */
export function lookAlikeName(name: string): string {
  const letters = name.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]/gu, '');
  return [...letters]
    .map((letter) => latinOf.get(letter) ?? letter)
    .join('')
    .toLowerCase();
}

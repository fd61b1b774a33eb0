/** A title in a report has nobody beside it who says what "it" is. */
const openings = [
  [
    /^(?:and|but|or|nor|also|so|too|even so|then|likewise|again|instead|otherwise|not)\b/i,
    'begins in the middle of a sentence',
  ],
  [
    /^(?:it|its|they|their|them|he|she|that|this|these|those|which|who|whose|the same (?:for|with|of|as))\b/i,
    'begins with a word that points at another title',
  ],
  [
    /^(?:is|are|was|were|has|have|had|does|do|did|can|cannot|may|must|will|never|still|no longer)\b/i,
    'has no subject',
  ],
  [
    /^(?:by|of|with|without|in|on|at|for|from|to|into|over|under|through|beside|between|where|when|while|before|after|until|if|as)\b[^,]*$/i,
    'is not a sentence',
  ],
];

/** In the third person, as titles without a subject begin; a subject before them makes a sentence. */
const verbs =
  /^(?:accepts|acknowledges|admits|allows|applies|asks|bars|begins|behaves|believes|binds|brings|cancels|carries|closes|comes|compares|costs|counts|denies|derives|differs|doubles|encodes|ends|escapes|fails|fills|finds|fits|follows|forgets|fsyncs|gets|gives|goes|hands|happens|holds|ignores|joins|judges|keeps|knows|leads|learns|leaves|lets|lists|logs|looks|loses|makes|means|misses|needs|obeys|offers|opens|passes|pauses|prints|protects|puts|quotes|reads|records|refuses|rejects|remembers|removes|reports|reserves|resolves|returns|revokes|runs|says|scrubs|seals|sees|sends|sets|settles|shows|signs|spoils|stays|stops|stores|survives|syncs|takes|tells|throws|trades|treats|undoes|verifies|waits|wakes|wipes|works|writes)\b/;
/** These can be nouns, so they count only before an object. */
const verbsBeforeObject =
  /^(?:answers|changes|copies|grants|filters|lines|names|numbers|prompts|pushes|stands|starts|streams|tests|uses) (?:a|an|the|no|it|its|what|which|only|every|each|nothing|nobody|all)\b/;

export function titleStandsAlone(context) {
  return {
    [context.Syntax.Header](node) {
      const title = context.getSource(node).replace(/^['"`]|['"`]$/g, '');
      for (const [pattern, problem] of openings) {
        if (pattern.test(title)) return report(context, node, `This title ${problem}`);
      }
      if (verbs.test(title) || verbsBeforeObject.test(title))
        return report(context, node, 'This title has no subject');
      if (/\s(?:and so on|the same for .*)$/.test(title))
        report(context, node, 'This title leans on another one');
      return undefined;
    },
  };
}

function report(context, node, problem) {
  context.report(node, new context.RuleError(`${problem}. Write who does what.`));
}

import {
  alone,
  clauses,
  comma,
  did,
  person,
  sentence,
  thatClause,
  type Clause,
} from './phrases';
import { templatesAbout, type Choices, type Scene, type SubcaseTemplates, type Template } from './template';
import { leaf, phrase, type Phrase, type Tree } from './tree';
import {
  commentAdverbs,
  doubtAdverbs,
  emotionVerbs,
  eventAdverbs,
  hearsayAdverbs,
  knowledgeVerbs,
  opinionVerbs,
  persuasionVerbs,
  reminderVerbs,
} from './vocabulary';

interface TwoClauses extends Scene {
  readonly first: Clause;
  readonly second: Clause;
}

type Joining = (choose: Choices, first: Clause, second: Clause) => Phrase;

/** For each two kinds of clause a premise of both of them, and the first or second as hypothesis. */
function eachTwoClauses(join: Joining, ...hypotheses: readonly ('first' | 'second')[]): readonly Template[] {
  return clauses.flatMap((makeFirst) =>
    clauses.flatMap((makeSecond) =>
      templatesAbout(
        (choose): TwoClauses => {
          const first = makeFirst(choose);
          const second = makeSecond(choose);
          return { first, second, premise: join(choose, first, second) };
        },
        ...hypotheses.map((which) => (scene: TwoClauses) => alone(scene[which])),
      ),
    ),
  );
}

/** For each kind of clause a premise around it, and the clause as hypothesis. */
function eachClause(around: (choose: Choices, content: Clause) => Phrase): readonly Template[] {
  return clauses.flatMap((makeContent) =>
    templatesAbout(
      (choose) => {
        const content = makeContent(choose);
        return { content, premise: around(choose, content) };
      },
      ({ content }) => alone(content),
    ),
  );
}

/** The words that open a subordinate clause. */
type Subordinator = readonly Tree[];

/** What follows may or may not be so, and the main clause depends on it. */
const conditions: readonly Subordinator[] = [
  [leaf('IN', 'if')],
  [leaf('IN', 'unless')],
  [leaf('VBN', 'provided'), leaf('IN', 'that')],
  [leaf('VBG', 'assuming'), leaf('IN', 'that')],
];

/** What follows may or may not be so, and the main clause holds all the same. */
const concessions: readonly Subordinator[] = [
  [leaf('RB', 'even'), leaf('IN', 'if')],
  [leaf('IN', 'whether'), leaf('CC', 'or'), leaf('RB', 'not')],
];

/** What follows is so. */
const circumstances: readonly Subordinator[] = [
  [leaf('IN', 'after')],
  [leaf('IN', 'although')],
  [leaf('IN', 'because')],
  [leaf('IN', 'once')],
  [leaf('IN', 'since')],
  [leaf('IN', 'while')],
  [phrase('WHADVP', leaf('WRB', 'when'))],
  [leaf('RB', 'even'), leaf('IN', 'though')],
];

/** `If the baker laughed , the nurse smiled .` */
function opening(subordinators: readonly Subordinator[]): Joining {
  return (choose, first, second) =>
    sentence(phrase('SBAR', ...choose.any(subordinators), first), comma, second);
}

/** `The baker laughed if the nurse smiled .` */
function closing(subordinators: readonly Subordinator[]): Joining {
  return (choose, { subject, predicate }, second) => {
    const condition = phrase('SBAR', ...choose.any(subordinators), second);
    return sentence(subject, phrase('VP', ...predicate.parts, condition));
  };
}

/** `The baker laughed , and the nurse smiled .` */
function coordinating(...conjunctions: readonly string[]): Joining {
  return (choose, first, second) =>
    sentence(first, comma, leaf('CC', choose.any(conjunctions)), second);
}

/** `Perhaps the baker laughed .` */
function afterAdverb(adverbs: readonly string[]): readonly Template[] {
  return eachClause((choose, content) =>
    sentence(phrase('ADVP', leaf('RB', choose.any(adverbs))), content),
  );
}

/** `Luckily , the baker laughed .` */
function afterAdverbAndComma(adverbs: readonly string[]): readonly Template[] {
  return eachClause((choose, content) =>
    sentence(phrase('ADVP', leaf('RB', choose.any(adverbs))), comma, content),
  );
}

/** `The baker believed that the nurse laughed .` */
function underVerb(verbs: readonly string[]): readonly Template[] {
  return eachClause((choose, content) =>
    sentence(person(choose), did(choose.fresh(verbs), thatClause(content))),
  );
}

/** `The baker assured the sailor that the nurse laughed .` */
function underVerbWithListener(verbs: readonly string[]): readonly Template[] {
  return eachClause((choose, content) =>
    sentence(person(choose), did(choose.fresh(verbs), person(choose), thatClause(content))),
  );
}

/** Constituent: the hypothesis is a constituent of the premise's parse. */
export const constituentTemplates: SubcaseTemplates = {
  ce_adverb: [...afterAdverb(eventAdverbs), ...afterAdverbAndComma(commentAdverbs)],
  ce_after_since_clause: eachTwoClauses(opening(circumstances), 'second'),
  ce_conjunction: eachTwoClauses(coordinating('and', 'but', 'yet'), 'first', 'second'),
  ce_embedded_under_since: [
    ...eachTwoClauses(opening(circumstances), 'first'),
    ...eachTwoClauses(closing(circumstances), 'second'),
  ],
  ce_embedded_under_verb: [
    ...underVerb(knowledgeVerbs),
    ...underVerbWithListener(reminderVerbs),
    ...eachClause((choose, content) => {
      const it = phrase('NP', leaf('PRP', 'it'));
      return sentence(it, did(choose.fresh(emotionVerbs), person(choose), thatClause(content)));
    }),
  ],
  cn_adverb: [...afterAdverb(doubtAdverbs), ...afterAdverbAndComma(hearsayAdverbs)],
  cn_after_if_clause: eachTwoClauses(opening(conditions), 'second'),
  cn_disjunction: [
    ...eachTwoClauses(coordinating('or'), 'first', 'second'),
    ...eachTwoClauses(
      (_, first, second) => sentence(leaf('CC', 'either'), first, comma, leaf('CC', 'or'), second),
      'first',
      'second',
    ),
  ],
  cn_embedded_under_if: [
    ...eachTwoClauses(opening([...conditions, ...concessions]), 'first'),
    ...eachTwoClauses(closing([...conditions, ...concessions]), 'second'),
  ],
  cn_embedded_under_verb: [...underVerb(opinionVerbs), ...underVerbWithListener(persuasionVerbs)],
};

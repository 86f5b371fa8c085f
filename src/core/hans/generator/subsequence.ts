import {
  action,
  both,
  bothDone,
  clauses,
  definite,
  did,
  event,
  modified,
  person,
  placedBy,
  placeWhere,
  pluralNoun,
  predicates,
  sentence,
  somewhere,
  thing,
  whoDid,
  whoLaughed,
  whomTheyPraised,
  whoPraised,
} from './phrases';
import { templatesAbout, type Choices, type SubcaseTemplates } from './template';
import { leaf, phrase, type Tree } from './tree';
import {
  adjectives,
  chores,
  nounOrSentenceVerbs,
  optionalObjectVerbs,
  people,
  placedParticiples,
  relatives,
} from './vocabulary';

/** A premise whose subject has something behind it; the hypothesis is what the subject's end says. */
function subjectEndingIn(ending: (choose: Choices) => readonly [subject: Tree, end: Tree]) {
  return predicates.flatMap((predicate) =>
    templatesAbout(
      (choose) => {
        const [subject, end] = ending(choose);
        const done = predicate(choose);
        return { end, done, premise: sentence(subject, done) };
      },
      ({ end, done }) => sentence(end, done),
    ),
  );
}

/** `The baker praised the sailor who laughed .`, where the object may do without its modifier. */
function objectWith(modifier: (choose: Choices) => Tree) {
  return templatesAbout(
    (choose) => {
      const cast = { first: person(choose), verb: action(choose), second: person(choose) };
      return { ...cast, premise: event(cast.first, cast.verb, modified(cast.second, modifier(choose))) };
    },
    ({ first, verb, second }) => event(first, verb, second),
  );
}

/** `The baker ate the soup .`, for each kind of subject. */
function choreOf(subjectOf: (choose: Choices) => Tree) {
  return templatesAbout(
    (choose) => {
      const subject = subjectOf(choose);
      const { verb, object } = choose.any(chores);
      return { subject, verb, premise: sentence(subject, did(verb, thing(object))) };
    },
    ({ subject, verb }) => sentence(subject, did(verb)),
  );
}

const subordinators = ['although', 'because', 'after', 'since', 'while', 'once'].map((word) =>
  leaf('IN', word),
);

/** Subsequence: the hypothesis is a contiguous run of the premise's words. */
export const subsequenceTemplates: SubcaseTemplates = {
  se_PP_on_obj: [
    ...objectWith((choose) => placedBy(choose, person(choose))),
    ...objectWith(somewhere),
  ],

  se_adjective: predicates.flatMap((predicate) => [
    ...templatesAbout(
      (choose) => {
        const noun = pluralNoun(choose.fresh(people));
        const adjective = leaf('JJ', choose.fresh(adjectives));
        const done = predicate(choose);
        return { noun, done, premise: sentence(phrase('NP', adjective, noun), done) };
      },
      ({ noun, done }) => sentence(phrase('NP', noun), done),
    ),
    ...templatesAbout(
      (choose) => {
        const noun = pluralNoun(choose.fresh(people));
        const first = leaf('JJ', choose.fresh(adjectives));
        const second = leaf('JJ', choose.fresh(adjectives));
        const done = predicate(choose);
        const adjective = phrase('ADJP', first, leaf('CC', 'and'), second);
        return { second, noun, done, premise: sentence(phrase('NP', adjective, noun), done) };
      },
      ({ second, noun, done }) => sentence(phrase('NP', second, noun), done),
    ),
  ]),

  se_conjunction: [
    ...subjectEndingIn((choose) => {
      const end = person(choose);
      return [both(person(choose), end), end];
    }),
    ...templatesAbout(
      (choose) => {
        const cast = { first: person(choose), verb: action(choose), second: person(choose) };
        const objects = both(cast.second, person(choose));
        return { ...cast, premise: event(cast.first, cast.verb, objects) };
      },
      ({ first, verb, second }) => event(first, verb, second),
    ),
    ...predicates.flatMap((predicate) =>
      templatesAbout(
        (choose) => {
          const subject = person(choose);
          const done = did(action(choose), person(choose));
          return { subject, done, premise: sentence(subject, bothDone(done, predicate(choose))) };
        },
        ({ subject, done }) => sentence(subject, done),
      ),
    ),
  ],

  se_relative_clause_on_obj: [
    ...objectWith(whomTheyPraised),
    ...objectWith(whoPraised),
    ...objectWith(whoLaughed),
  ],

  se_understood_object: [
    ...choreOf(person),
    ...choreOf((choose) => modified(person(choose), placedBy(choose, person(choose)))),
    ...choreOf((choose) => both(person(choose), person(choose))),
  ],

  // Who doubts that the baker laughed may think the world of the baker.
  'sn_NP/S': clauses.flatMap((makeClause) =>
    templatesAbout(
      (choose) => {
        const believer = person(choose);
        const verb = choose.fresh(nounOrSentenceVerbs);
        const content = makeClause(choose);
        const object = content.subject;
        return { believer, verb, object, premise: sentence(believer, did(verb, phrase('SBAR', content))) };
      },
      ({ believer, verb, object }) => event(believer, verb, object),
    ),
  ),

  // `While the barber shaved the sailor laughed`: it is the barber's own beard.
  'sn_NP/Z': predicates.flatMap((predicate) =>
    templatesAbout(
      (choose) => {
        const cast = {
          first: person(choose),
          verb: choose.fresh(optionalObjectVerbs),
          second: person(choose),
        };
        const background = phrase('S', cast.first, did(cast.verb));
        const opening = phrase('SBAR', choose.any(subordinators), background);
        return { ...cast, premise: sentence(opening, cast.second, predicate(choose)) };
      },
      ({ first, verb, second }) => event(first, verb, second),
    ),
  ),

  sn_PP_on_subject: [
    ...subjectEndingIn((choose) => {
      const end = person(choose);
      return [modified(person(choose), placedBy(choose, end)), end];
    }),
    ...subjectEndingIn((choose) => {
      const end = person(choose);
      return [modified(definite(choose, relatives), phrase('PP', leaf('IN', 'of'), end)), end];
    }),
  ],

  // `The sailor hunted in the jungle laughed`: somebody else was the hunter.
  sn_past_participle: [
    ...predicates.flatMap((predicate) =>
      templatesAbout(
        (choose) => {
          const subject = person(choose);
          const { verb, place } = choose.any(placedParticiples);
          const where = placeWhere(place);
          const hunted = phrase('VP', leaf('VBN', verb), where);
          const premise = sentence(modified(subject, hunted), predicate(choose));
          return { subject, verb, where, premise };
        },
        ({ subject, verb, where }) => sentence(subject, did(verb, where)),
      ),
    ),
    ...templatesAbout(
      (choose) => {
        const object = person(choose);
        const { verb, place } = choose.any(placedParticiples);
        const where = placeWhere(place);
        const hunted = phrase('VP', leaf('VBN', verb), where);
        const premise = event(person(choose), action(choose), modified(object, hunted));
        return { object, verb, where, premise };
      },
      ({ object, verb, where }) => sentence(object, did(verb, where)),
    ),
  ],

  sn_relative_clause_on_subject: subjectEndingIn((choose) => {
    const end = person(choose);
    return [modified(person(choose), whoDid(choose, did(action(choose), end))), end];
  }),
};

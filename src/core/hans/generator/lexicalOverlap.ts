import {
  action,
  both,
  bothDone,
  did,
  event,
  modified,
  person,
  placedBy,
  predicates,
  sentence,
  somewhere,
  state,
  wasDone,
  whoDid,
  whomTheyDid,
  whomTheyPraised,
  whoPraised,
} from './phrases';
import { templatesAbout, type Choices, type SubcaseTemplates } from './template';

/*
 * Each scene names its people in the order of the premise. A hypothesis that is not entailed joins
 * two people whom no verb of the premise joins in that direction, so it stays open even where two
 * verbs of the premise mean nearly the same. None is a contiguous run of the premise's words.
 */

function three(choose: Choices) {
  return { first: person(choose), second: person(choose), third: person(choose) };
}

/** `The baker praised the nurse .` */
function plain(choose: Choices) {
  const cast = { first: person(choose), second: person(choose), verb: action(choose) };
  return { ...cast, premise: event(cast.first, cast.verb, cast.second) };
}

/** `The baker praised the nurse in the kitchen .` */
function plainSomewhere(choose: Choices) {
  const cast = { first: person(choose), second: person(choose), verb: action(choose) };
  const where = somewhere(choose);
  return { ...cast, where, premise: sentence(cast.first, did(cast.verb, cast.second, where)) };
}

/** `The baker beside the sailor praised the nurse .` */
function placedSubject(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  const subject = modified(cast.first, placedBy(choose, cast.second));
  return { ...cast, premise: event(subject, cast.verb, cast.third) };
}

/** `The baker praised the nurse beside the sailor .` */
function placedObject(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  const object = modified(cast.second, placedBy(choose, cast.third));
  return { ...cast, premise: event(cast.first, cast.verb, object) };
}

/** `The baker and the sailor praised the nurse .` */
function joinedSubject(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  return { ...cast, premise: event(both(cast.first, cast.second), cast.verb, cast.third) };
}

/** `The baker praised the nurse and the sailor .` */
function joinedObject(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  return { ...cast, premise: event(cast.first, cast.verb, both(cast.second, cast.third)) };
}

/** `The baker praised the nurse and blamed the sailor .` */
function joinedPredicate(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose), other: action(choose) };
  const predicate = bothDone(did(cast.verb, cast.second), did(cast.other, cast.third));
  return { ...cast, premise: sentence(cast.first, predicate) };
}

/** `The baker was praised by the nurse .` */
function passive(choose: Choices) {
  const cast = { first: person(choose), second: person(choose), verb: action(choose) };
  return { ...cast, premise: sentence(cast.first, wasDone(cast.first, cast.verb, cast.second)) };
}

/** `The baker and the sailor were praised by the nurse .` */
function passiveJoinedSubject(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  const patients = both(cast.first, cast.second);
  return { ...cast, premise: sentence(patients, wasDone(patients, cast.verb, cast.third)) };
}

/** `The baker was praised by the nurse and the sailor .` */
function passiveJoinedAgent(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  const agents = both(cast.second, cast.third);
  return { ...cast, premise: sentence(cast.first, wasDone(cast.first, cast.verb, agents)) };
}

/** `The baker was praised by the nurse beside the sailor .` */
function passivePlacedAgent(choose: Choices) {
  const cast = { ...three(choose), verb: action(choose) };
  const agent = modified(cast.second, placedBy(choose, cast.third));
  return { ...cast, premise: sentence(cast.first, wasDone(cast.first, cast.verb, agent)) };
}

/** `The baker who praised the nurse blamed the sailor .` */
function subjectWhoDid(choose: Choices) {
  const cast = { ...three(choose), inner: action(choose), outer: action(choose) };
  const subject = modified(cast.first, whoDid(choose, did(cast.inner, cast.second)));
  return { ...cast, premise: event(subject, cast.outer, cast.third) };
}

/** `The baker who the nurse praised blamed the sailor .` */
function subjectWhomTheyDid(choose: Choices) {
  const cast = { ...three(choose), inner: action(choose), outer: action(choose) };
  const subject = modified(cast.first, whomTheyDid(choose, cast.second, cast.inner));
  return { ...cast, premise: event(subject, cast.outer, cast.third) };
}

/** `The sailor blamed the baker who praised the nurse .` */
function objectWhoDid(choose: Choices) {
  const cast = { ...three(choose), inner: action(choose), outer: action(choose) };
  const object = modified(cast.second, whoDid(choose, did(cast.inner, cast.third)));
  return { ...cast, premise: event(cast.first, cast.outer, object) };
}

/** `The sailor blamed the baker who the nurse praised .` */
function objectWhomTheyDid(choose: Choices) {
  const cast = { ...three(choose), inner: action(choose), outer: action(choose) };
  const object = modified(cast.second, whomTheyDid(choose, cast.third, cast.inner));
  return { ...cast, premise: event(cast.first, cast.outer, object) };
}

/** Lexical overlap: every word of the hypothesis occurs in the premise. */
export const lexicalOverlapTemplates: SubcaseTemplates = {
  le_around_prepositional_phrase: predicates.flatMap((predicate) => [
    ...templatesAbout(
      (choose) => {
        const subject = person(choose);
        const where = placedBy(choose, person(choose));
        const done = predicate(choose);
        return { subject, done, premise: sentence(modified(subject, where), done) };
      },
      ({ subject, done }) => sentence(subject, done),
    ),
    ...templatesAbout(
      (choose) => {
        const subject = person(choose);
        const done = predicate(choose);
        return { subject, done, premise: sentence(modified(subject, somewhere(choose)), done) };
      },
      ({ subject, done }) => sentence(subject, done),
    ),
  ]),

  le_around_relative_clause: [
    ...templatesAbout(
      (choose) => {
        const cast = { first: person(choose), second: person(choose), outer: action(choose) };
        const subject = modified(cast.first, whoDid(choose, did(state(choose))));
        return { ...cast, premise: event(subject, cast.outer, cast.second) };
      },
      ({ first, outer, second }) => event(first, outer, second),
    ),
    ...templatesAbout(subjectWhoDid, ({ first, outer, third }) => event(first, outer, third)),
    ...templatesAbout(subjectWhomTheyDid, ({ first, outer, third }) => event(first, outer, third)),
    ...[whoPraised, whomTheyPraised].flatMap((relative) =>
      templatesAbout(
        (choose) => {
          const subject = person(choose);
          const done = did(state(choose));
          return { subject, done, premise: sentence(modified(subject, relative(choose)), done) };
        },
        ({ subject, done }) => sentence(subject, done),
      ),
    ),
  ],

  le_conjunction: [
    ...templatesAbout(joinedSubject, ({ first, verb, third }) => event(first, verb, third)),
    ...templatesAbout(joinedObject, ({ first, verb, third }) => event(first, verb, third)),
    ...templatesAbout(joinedPredicate, ({ first, other, third }) => event(first, other, third)),
    ...templatesAbout(
      (choose) => {
        const first = person(choose);
        const done = did(state(choose));
        return { first, done, premise: sentence(both(first, person(choose)), done) };
      },
      ({ first, done }) => sentence(first, done),
    ),
  ],

  le_passive: [
    ...templatesAbout(passive, ({ first, verb, second }) => event(second, verb, first)),
    ...templatesAbout(
      passiveJoinedSubject,
      ({ first, verb, third }) => event(third, verb, first),
      ({ second, verb, third }) => event(third, verb, second),
    ),
    ...templatesAbout(
      passiveJoinedAgent,
      ({ first, verb, second }) => event(second, verb, first),
      ({ first, verb, third }) => event(third, verb, first),
    ),
    ...templatesAbout(passivePlacedAgent, ({ first, verb, second }) => event(second, verb, first)),
  ],

  le_relative_clause: [
    ...templatesAbout(subjectWhoDid, ({ first, inner, second }) => event(first, inner, second)),
    ...templatesAbout(subjectWhomTheyDid, ({ first, inner, second }) => event(second, inner, first)),
    ...templatesAbout(objectWhoDid, ({ second, inner, third }) => event(second, inner, third)),
    ...templatesAbout(objectWhomTheyDid, ({ second, inner, third }) => event(third, inner, second)),
  ],

  ln_conjunction: [
    ...templatesAbout(
      joinedSubject,
      ({ first, verb, second }) => event(first, verb, second),
      ({ first, verb, second }) => event(second, verb, first),
    ),
    ...templatesAbout(
      joinedObject,
      ({ second, verb, third }) => event(second, verb, third),
      ({ second, verb, third }) => event(third, verb, second),
    ),
    ...templatesAbout(
      joinedPredicate,
      ({ second, other, third }) => event(second, other, third),
      ({ second, verb, third }) => event(third, verb, second),
    ),
  ],

  ln_passive: [
    ...templatesAbout(passive, ({ first, verb, second }) => event(first, verb, second)),
    ...templatesAbout(
      passiveJoinedSubject,
      ({ first, verb, third }) => event(first, verb, third),
      ({ first, verb, second }) => event(first, verb, second),
    ),
    ...templatesAbout(passiveJoinedAgent, ({ first, verb, third }) => event(first, verb, third)),
    ...templatesAbout(
      passivePlacedAgent,
      ({ first, verb, third }) => event(third, verb, first),
      ({ first, verb, third }) => event(first, verb, third),
    ),
  ],

  ln_preposition: [
    ...templatesAbout(
      placedSubject,
      ({ first, verb, third }) => event(third, verb, first),
      ({ second, verb, third }) => event(third, verb, second),
      ({ first, verb, second }) => event(second, verb, first),
    ),
    ...templatesAbout(
      placedObject,
      ({ first, verb, third }) => event(first, verb, third),
      ({ first, verb, second }) => event(second, verb, first),
      ({ second, verb, third }) => event(third, verb, second),
      ({ second, verb, third }) => event(second, verb, third),
    ),
  ],

  ln_relative_clause: [
    ...templatesAbout(
      subjectWhoDid,
      ({ first, outer, third }) => event(third, outer, first),
      ({ first, inner, second }) => event(second, inner, first),
      ({ second, outer, third }) => event(third, outer, second),
    ),
    ...templatesAbout(
      subjectWhomTheyDid,
      ({ first, inner, second }) => event(first, inner, second),
      ({ first, outer, third }) => event(third, outer, first),
      ({ second, outer, third }) => event(second, outer, third),
    ),
    ...templatesAbout(
      objectWhoDid,
      ({ first, outer, second }) => event(second, outer, first),
      ({ second, inner, third }) => event(third, inner, second),
      ({ first, outer, third }) => event(first, outer, third),
    ),
    ...templatesAbout(
      objectWhomTheyDid,
      ({ first, outer, second }) => event(second, outer, first),
      ({ second, inner, third }) => event(second, inner, third),
      ({ first, outer, third }) => event(first, outer, third),
    ),
  ],

  'ln_subject/object_swap': [
    ...templatesAbout(plain, ({ first, verb, second }) => event(second, verb, first)),
    ...templatesAbout(plainSomewhere, ({ first, verb, second, where }) =>
      sentence(second, did(verb, first, where)),
    ),
    ...templatesAbout(joinedSubject, ({ first, verb, second, third }) =>
      event(third, verb, both(first, second)),
    ),
  ],
};

import type { Choices } from './template';
import { leaf, phrase, type Leaf, type Phrase, type Tree } from './tree';
import { actions, people, placings, places, states, type Noun, type Place } from './vocabulary';

/** A noun phrase that a verb can agree with. */
export interface NounPhrase extends Phrase {
  readonly plural: boolean;
}

/** A clause whose two halves can be had apart. */
export interface Clause extends Phrase {
  readonly subject: NounPhrase;
  readonly predicate: Phrase;
}

const the = leaf('DT', 'the');

/** `the baker`, `the bakers`. */
export function person(choose: Choices): NounPhrase {
  return definite(choose, people);
}

export function definite(choose: Choices, nouns: readonly Noun[]): NounPhrase {
  const noun = choose.fresh(nouns);
  const plural = choose.any([false, true]);
  return { ...phrase('NP', the, plural ? pluralNoun(noun) : leaf('NN', noun.singular)), plural };
}

export function pluralNoun(noun: Noun): Leaf {
  return leaf('NNS', noun.plural);
}

/** `the soup`, `the noodles`. */
export function thing(noun: string): Phrase {
  return phrase('NP', the, leaf(noun.endsWith('s') ? 'NNS' : 'NN', noun));
}

/** `the baker and the sailors`. */
export function both(first: NounPhrase, second: NounPhrase): NounPhrase {
  return { ...phrase('NP', first, leaf('CC', 'and'), second), plural: true };
}

/** A noun phrase and what follows it to say more about it. */
export function modified(head: NounPhrase, modifier: Tree): NounPhrase {
  return { ...phrase('NP', head, modifier), plural: head.plural };
}

/** `beside the baker`. */
export function placedBy(choose: Choices, other: NounPhrase): Phrase {
  return phrase('PP', leaf('IN', choose.any(placings)), other);
}

/** `in the kitchen`. */
export function somewhere(choose: Choices): Phrase {
  return placeWhere(choose.fresh(places));
}

export function placeWhere({ preposition, noun }: Place): Phrase {
  return phrase('PP', leaf('IN', preposition), phrase('NP', the, leaf('NN', noun)));
}

/** What somebody does to somebody, in the past tense, which is the participle as well. */
export function action(choose: Choices): string {
  return choose.fresh(actions);
}

/** What somebody does alone, in the past tense. */
export function state(choose: Choices): string {
  return choose.fresh(states);
}

/** A verb phrase in the past tense: `praised the baker`, `laughed`. */
export function did(verb: string, ...complements: readonly Tree[]): Phrase {
  return phrase('VP', leaf('VBD', verb), ...complements);
}

/** `praised the baker and blamed the sailor`. */
export function bothDone(first: Phrase, second: Phrase): Phrase {
  return phrase('VP', first, leaf('CC', 'and'), second);
}

/** A verb phrase in the passive: `was praised by the baker`. */
export function wasDone(patient: NounPhrase, participle: string, agent: NounPhrase): Phrase {
  const by = phrase('PP', leaf('IN', 'by'), agent);
  return did(patient.plural ? 'were' : 'was', phrase('VP', leaf('VBN', participle), by));
}

/** The word that begins a relative clause about people. */
function relativizer(choose: Choices): Phrase {
  return phrase('WHNP', choose.any([leaf('WP', 'who'), leaf('WDT', 'that')]));
}

/** `who praised the baker`, `that laughed`. */
export function whoDid(choose: Choices, predicate: Phrase): Phrase {
  return phrase('SBAR', relativizer(choose), phrase('S', predicate));
}

/** `who the baker praised`. */
export function whomTheyDid(choose: Choices, subject: NounPhrase, verb: string): Phrase {
  return phrase('SBAR', relativizer(choose), phrase('S', subject, did(verb)));
}

/** `who praised the baker`, with words of its own choice. */
export function whoPraised(choose: Choices): Phrase {
  return whoDid(choose, did(action(choose), person(choose)));
}

/** `who the baker praised`, likewise. */
export function whomTheyPraised(choose: Choices): Phrase {
  return whomTheyDid(choose, person(choose), action(choose));
}

/** `who laughed`, likewise. */
export function whoLaughed(choose: Choices): Phrase {
  return whoDid(choose, did(state(choose)));
}

export function clause(subject: NounPhrase, predicate: Phrase): Clause {
  return { ...phrase('S', subject, predicate), subject, predicate };
}

/** `that the baker laughed`. */
export function thatClause(content: Clause): Phrase {
  return phrase('SBAR', leaf('IN', 'that'), content);
}

/** A clause with everything it needs, full stop included. */
export function sentence(...constituents: readonly Tree[]): Phrase {
  return phrase('ROOT', phrase('S', ...constituents, leaf('.', '.')));
}

/** `The baker praised the sailor .` */
export function event(agent: NounPhrase, verb: string, patient: NounPhrase): Phrase {
  return sentence(agent, did(verb, patient));
}

/** A clause as a sentence of its own. */
export function alone({ subject, predicate }: Clause): Phrase {
  return sentence(subject, predicate);
}

export const comma: Leaf = leaf(',', ',');

/** `the baker praised the sailor`. */
function actionClause(choose: Choices): Clause {
  return clause(person(choose), did(action(choose), person(choose)));
}

/** `the baker laughed`. */
function stateClause(choose: Choices): Clause {
  return clause(person(choose), did(state(choose)));
}

/** Both kinds of predicate, for templates that come once with each. */
export const predicates: readonly ((choose: Choices) => Phrase)[] = [
  (choose) => did(action(choose), person(choose)),
  (choose) => did(state(choose)),
];

/** Both kinds of clause, likewise. */
export const clauses: readonly ((choose: Choices) => Clause)[] = [actionClause, stateClause];

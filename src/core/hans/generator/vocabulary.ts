/*
 * The words of the examples. What holds of the lists, so that each sentence means what its subcase
 * says: the past tense of actions is also their participle; none is true both ways round (`met`) or
 * of a group alone (`surrounded`); no word is in two lists that may meet in one sentence.
 */

function plurals(...words: readonly string[]): readonly Noun[] {
  return words.map((singular) => ({ singular, plural: `${singular}s` }));
}

export interface Noun {
  readonly singular: string;
  readonly plural: string;
}

export const people = plurals(
  'baker', 'barber', 'beekeeper', 'boxer', 'butcher', 'captain', 'carpenter', 'cashier', 'chef',
  'clerk', 'courier', 'dentist', 'detective', 'engineer', 'farmer', 'florist', 'gardener',
  'goalkeeper', 'janitor', 'juggler', 'librarian', 'locksmith', 'magician', 'mechanic', 'miner',
  'nurse', 'photographer', 'pilot', 'plumber', 'poet', 'porter', 'potter', 'priest', 'sailor',
  'sculptor', 'shepherd', 'soldier', 'surgeon', 'tailor', 'teacher', 'translator', 'violinist',
  'waiter',
);

/** People by what they are to somebody: `the cousin of the baker`. */
export const relatives = plurals(
  'brother', 'colleague', 'cousin', 'friend', 'guest', 'neighbor', 'rival', 'roommate', 'sister',
);

/** What one person does to another. */
export const actions: readonly string[] = [
  'accused', 'amused', 'annoyed', 'applauded', 'betrayed', 'blamed', 'calmed', 'comforted',
  'congratulated', 'criticized', 'deceived', 'defended', 'distracted', 'envied', 'flattered',
  'frightened', 'ignored', 'imitated', 'impressed', 'insulted', 'mocked', 'overheard', 'pestered',
  'pitied', 'praised', 'punished', 'respected', 'rewarded', 'saluted', 'scolded', 'spotted', 'teased',
  'trusted',
];

/** What somebody does alone. */
export const states: readonly string[] = [
  'apologized', 'blushed', 'complained', 'coughed', 'fainted', 'frowned', 'giggled', 'grumbled',
  'hesitated', 'hiccuped', 'laughed', 'limped', 'nodded', 'retired', 'shivered', 'shrugged',
  'sighed', 'smiled', 'sneezed', 'snored', 'stammered', 'stumbled', 'trembled', 'vanished', 'wept',
  'whistled', 'yawned',
];

export const adjectives: readonly string[] = [
  'ambitious', 'cautious', 'cheerful', 'clumsy', 'curious', 'elderly', 'forgetful', 'gentle',
  'grumpy', 'honest', 'hungry', 'impatient', 'lonely', 'nervous', 'polite', 'proud', 'shy', 'sleepy',
  'stubborn', 'talkative', 'tall', 'tired', 'wealthy',
];

/** Prepositions that put one person where another is. */
export const placings: readonly string[] = ['alongside', 'behind', 'beside', 'near', 'opposite'];

export interface Place {
  readonly preposition: string;
  readonly noun: string;
}

function place(preposition: string, noun: string): Place {
  return { preposition, noun };
}

export const places: readonly Place[] = [
  place('at', 'airport'),
  place('at', 'fair'),
  place('at', 'harbor'),
  place('at', 'market'),
  place('at', 'station'),
  place('in', 'bakery'),
  place('in', 'cafeteria'),
  place('in', 'chapel'),
  place('in', 'corridor'),
  place('in', 'courtyard'),
  place('in', 'kitchen'),
  place('in', 'park'),
  place('in', 'stadium'),
  place('in', 'tavern'),
  place('in', 'theater'),
  place('in', 'tunnel'),
  place('on', 'balcony'),
  place('on', 'bridge'),
  place('on', 'ferry'),
  place('on', 'rooftop'),
];

/** Verbs that take a person or a sentence, and the person is not what the sentence is about. */
export const nounOrSentenceVerbs: readonly string[] = [
  'accepted', 'acknowledged', 'believed', 'denied', 'doubted', 'feared', 'knew',
  'suspected', 'understood',
];

/** Verbs that take a person as their object, or none. */
export const optionalObjectVerbs: readonly string[] = [
  'attacked', 'bathed', 'cheated', 'dressed', 'escaped', 'followed', 'interrupted', 'obeyed',
  'painted', 'phoned', 'shaved', 'sketched', 'trained', 'washed', 'watched', 'woke',
];

/** Something done to somebody in a place, in words that also say that somebody did it there. */
export const placedParticiples: readonly { readonly verb: string; readonly place: Place }[] = [
  { verb: 'attacked', at: [place('near', 'harbor'), place('in', 'tunnel'), place('on', 'bridge')] },
  { verb: 'cheated', at: [place('in', 'casino'), place('at', 'fair'), place('in', 'tavern')] },
  { verb: 'consulted', at: [place('in', 'clinic'), place('at', 'hotel'), place('in', 'studio')] },
  { verb: 'filmed', at: [place('in', 'stadium'), place('on', 'rooftop'), place('at', 'airport')] },
  { verb: 'hunted', at: [place('in', 'jungle'), place('in', 'swamp'), place('near', 'lake')] },
  { verb: 'judged', at: [place('at', 'fair'), place('at', 'festival'), place('in', 'stadium')] },
  { verb: 'kicked', at: [place('in', 'alley'), place('in', 'corridor'), place('on', 'ferry')] },
  { verb: 'painted', at: [place('in', 'studio'), place('on', 'balcony'), place('near', 'lake')] },
  { verb: 'phoned', at: [place('from', 'hotel'), place('from', 'station'), place('from', 'airport')] },
  { verb: 'photographed', at: [place('in', 'park'), place('on', 'bridge'), place('at', 'festival')] },
  { verb: 'pushed', at: [place('in', 'corridor'), place('in', 'alley'), place('on', 'ferry')] },
  { verb: 'searched', at: [place('at', 'airport'), place('in', 'cellar'), place('at', 'station')] },
  { verb: 'served', at: [place('in', 'tavern'), place('in', 'cafeteria'), place('on', 'ferry')] },
  { verb: 'sketched', at: [place('in', 'courtyard'), place('on', 'bridge'), place('in', 'park')] },
  { verb: 'taught', at: [place('in', 'monastery'), place('at', 'academy'), place('on', 'ferry')] },
  { verb: 'tested', at: [place('in', 'workshop'), place('at', 'academy'), place('in', 'clinic')] },
  { verb: 'watched', at: [place('from', 'balcony'), place('from', 'rooftop'), place('from', 'bridge')] },
].flatMap(({ verb, at }) => at.map((where) => ({ verb, place: where })));

/** What people do to things, in words that can leave the thing out: who eats soup eats. */
export const chores: readonly { readonly verb: string; readonly object: string }[] = [
  { verb: 'ate', objects: ['dumplings', 'omelet', 'pancakes', 'soup', 'stew'] },
  { verb: 'baked', objects: ['bread', 'cookies', 'muffins', 'pie'] },
  { verb: 'cleaned', objects: ['attic', 'cellar', 'stairs', 'windows'] },
  { verb: 'cooked', objects: ['lentils', 'noodles', 'soup', 'stew'] },
  { verb: 'drank', objects: ['cider', 'coffee', 'lemonade', 'tea'] },
  { verb: 'drove', objects: ['minivan', 'tractor', 'truck', 'van'] },
  { verb: 'hummed', objects: ['hymn', 'lullaby', 'melody', 'tune'] },
  { verb: 'ironed', objects: ['napkins', 'shirts', 'tablecloth', 'uniform'] },
  { verb: 'knitted', objects: ['blanket', 'gloves', 'scarf', 'sweater'] },
  { verb: 'packed', objects: ['boxes', 'luggage', 'suitcase', 'trunk'] },
  { verb: 'painted', objects: ['ceiling', 'fence', 'portrait', 'shutters'] },
  { verb: 'sang', objects: ['anthem', 'ballad', 'carols', 'lullaby'] },
  { verb: 'sewed', objects: ['costumes', 'curtains', 'gown', 'quilt'] },
  { verb: 'swept', objects: ['floor', 'patio', 'porch', 'steps'] },
  { verb: 'typed', objects: ['contract', 'essay', 'invoices', 'memo'] },
].flatMap(({ verb, objects }) => objects.map((object) => ({ verb, object })));

/** Who says or thinks that something is so may be wrong. */
export const opinionVerbs: readonly string[] = [
  'alleged', 'argued', 'believed', 'concluded', 'declared', 'denied', 'doubted', 'feared', 'guessed',
  'imagined', 'insisted', 'suspected',
];

/** Telling somebody something that may be false. */
export const persuasionVerbs: readonly string[] = ['assured', 'convinced', 'persuaded', 'warned'];

/** What can be said only of what is so: factive verbs. */
export const knowledgeVerbs: readonly string[] = [
  'discovered', 'knew', 'noticed', 'proved', 'realized', 'recalled', 'regretted', 'resented',
  'revealed',
];

/** Telling somebody something that is so. */
export const reminderVerbs: readonly string[] = ['reminded', 'showed'];

/** What something that is so does to somebody: `it upset the baker that ...`. */
export const emotionVerbs: readonly string[] = [
  'bothered', 'delighted', 'puzzled', 'saddened', 'shocked', 'surprised', 'thrilled', 'upset',
  'worried',
];

/** Adverbs that leave open whether the sentence is true. */
export const doubtAdverbs: readonly string[] = [
  'conceivably', 'maybe', 'perhaps', 'possibly', 'probably',
];

/** Adverbs that pass on what others say, which may be false; set off by a comma. */
export const hearsayAdverbs: readonly string[] = [
  'allegedly', 'presumably', 'purportedly', 'reportedly', 'supposedly',
];

/** Adverbs that say when or how something came about. */
export const eventAdverbs: readonly string[] = ['eventually', 'finally', 'immediately', 'soon'];

/** Adverbs that comment on something that is so; set off by a comma. */
export const commentAdverbs: readonly string[] = [
  'admittedly', 'indeed', 'luckily', 'sadly', 'strangely', 'undoubtedly', 'unfortunately',
  'unsurprisingly',
];

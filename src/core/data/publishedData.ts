import type { Licence } from '../models/catalogue';

/** A set that others have published, as one file to download. */
export interface PublishedData {
  /** What `data pull` takes. */
  readonly id: string;
  readonly title: string;
  /** What it is for, in a few words. */
  readonly about: string;
  readonly uri: string;
  /** Name of the file there. */
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** Where it is a zip: what is kept of it, by path inside. */
  readonly members: readonly string[] | null;
  readonly licence: Licence;
}

const hansAt = 'https://raw.githubusercontent.com/tommccoy1/hans/master';
const hansLicence: Licence = { name: 'MIT', url: 'https://github.com/tommccoy1/hans/blob/master/LICENSE.md', mustBeAccepted: false };

export const publishedData: readonly PublishedData[] = [
  {
    id: 'hans',
    title: 'HANS, evaluation set',
    about: 'the blind-spot test: 30,000 examples (McCoy et al. 2019)',
    uri: `${hansAt}/heuristics_evaluation_set.txt`,
    file: 'heuristics_evaluation_set.txt',
    bytes: 15_462_062,
    sha256: 'c55b62feef9913070e88f38938dc2492018c945ac81f70139346472494124e79',
    members: null,
    licence: hansLicence,
  },
  {
    id: 'hans-train',
    title: 'HANS, training set',
    about: '30,000 examples from the same templates',
    uri: `${hansAt}/heuristics_train_set.txt`,
    file: 'heuristics_train_set.txt',
    bytes: 15_485_296,
    sha256: '49245bd5fdb0b185dcbfbf48f0f16513c62ad5bc9fad0b8800dc48d6818ee5cf',
    members: null,
    licence: hansLicence,
  },
  {
    id: 'mnli',
    title: 'MultiNLI 1.0',
    about: 'the general test and the training set (Williams, Nangia & Bowman 2018)',
    uri: 'https://cims.nyu.edu/~sbowman/multinli/multinli_1.0.zip',
    file: 'multinli_1.0.zip',
    bytes: 226_850_426,
    sha256: '049f507b9e36b1fcb756cfd5aeb3b7a0cfcb84bf023793652987f7e7e0957822',
    members: ['multinli_1.0/multinli_1.0_dev_matched.jsonl', 'multinli_1.0/multinli_1.0_dev_mismatched.jsonl', 'multinli_1.0/multinli_1.0_train.jsonl'],
    licence: { name: 'OANC’s licence, CC BY 3.0, CC BY-SA 3.0 and public domain, by source', url: 'https://cims.nyu.edu/~sbowman/multinli/', mustBeAccepted: false },
  },
];

/** Names of the files that a pull leaves. */
export function filesOf({ file, members }: PublishedData): readonly string[] {
  return members === null ? [file] : members.map((member) => member.slice(member.lastIndexOf('/') + 1));
}

/** Of files that were there before, under their right names. */
export function uncheckedSentence({ title, file }: PublishedData): string {
  return `Only ${file} has a published checksum, so that the files of ${title} that were there could not be checked: to be sure of them, move them away and get them again.`;
}

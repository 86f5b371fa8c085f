import * as z from 'zod';

const [share, shareAboveNone] = ['A share between 0 and 1 is expected.', 'A share above 0 and at most 1 is expected.'];
const wholeNumber = 'A whole number of at least 1 is expected.';

/** How texts are sampled. What is wrong with a setting is said in a sentence, because it comes from a person. */
export const samplingSchema = z.object({
  temperature: z.number().nonnegative('A number of at least 0 is expected.'),
  topP: z.number().positive(shareAboveNone).max(1, shareAboveNone),
  minP: z.number().min(0, share).max(1, share),
  maxTokens: z.int(wholeNumber).positive(wholeNumber),
  /** Were only well-formed examples let through? */
  grammar: z.boolean(),
});
export type SamplingSettings = z.infer<typeof samplingSchema>;

/** The study's: temperature 1 and nothing else, at most 512 new tokens. */
export const studySampling: SamplingSettings = { temperature: 1, topP: 1, minP: 0, maxTokens: 512, grammar: false };

/** Ten times the study's. Samples are held in memory while they are sorted; who wants more makes sets of several seeds. */
const mostPerLabel = 1_000_000;
const withinMost = 'A whole number from 1 to 1,000,000 is expected.';

/** Samples of each label that may be asked for. */
export const perLabelSchema = z.int(withinMost).positive(withinMost).max(mostPerLabel, withinMost);

import { generationRecordSchema, type GenerationRecord } from '../../core/synthetic/generationRecord';
import { readRecordFile } from '../recordFile';

/** What a generated set is called at its end. */
export const setEnding = '.jsonl';

/** The file that says how the set `X.jsonl` was made: `X.generation.json`. */
export function recordFileOf(set: string): string {
  return `${set.slice(0, -setEnding.length)}.generation.json`;
}

/** @returns null when there is none @throws UserError `disk`, or `bad-run` when it cannot be understood */
export function readGenerationRecord(file: string): Promise<GenerationRecord | null> {
  return readRecordFile(file, { schema: generationRecordSchema, what: 'record of a generation', remedy: 'Restore it, or move it away with the set.' });
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../../storage/replaceFile';
import { explain } from '../../storage/systemError';

/**
 * `submission.json`: written into a job's folder before Slurm is asked, so that a job is found again even when the
 * process ended before it was told the number.
 */
const submissionSchema = z.object({
  /** Slurm keeps it as the job's comment. */
  token: z.string().min(1),
  /** Which task of the array; null for a job on its own. */
  task: z.int().nonnegative().nullable(),
});
export type Submission = z.infer<typeof submissionSchema>;

const file = 'submission.json';

export async function writeSubmission(folder: string, submission: Submission): Promise<void> {
  const place = path.join(folder, file);
  try {
    await replaceFile(place, `${JSON.stringify(submission)}\n`, { flush: false });
  } catch (error) {
    throw explain(error, 'write', place);
  }
}

/** Undefined where there is none, or half of one. */
export async function readSubmission(folder: string): Promise<Submission | undefined> {
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : submissionSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

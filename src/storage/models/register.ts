import { readFile } from 'node:fs/promises';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import * as z from 'zod';
import { UserError } from '../../core/userError';
import { makeFolders } from '../makeFolder';
import { replaceFile } from '../replaceFile';
import { systemCode } from '../systemError';
import { folderError } from './folderError';

const shape = z.object({
  models: z.array(z.object({ id: z.string().min(1), path: z.string().min(1), kind: z.literal('adapter').exactOptional() })),
});

/** A model file of the user's own, or an adapter's, which stays where it is. */
export type RegisteredModel = z.infer<typeof shape>['models'][number];

/** The list of the user's own model files: `models.json` in the models folder. */
export class ModelRegister {
  constructor(private readonly folder: string) {}

  /** @throws UserError `bad-data` when the file is not what this class writes. */
  async read(): Promise<readonly RegisteredModel[]> {
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      // ENOTDIR: a file stands where the folder should be, so no model was ever added there.
      if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return '{"models":[]}';
      throw error;
    });
    return this.parse(text);
  }

  /**
   * Changes the list as it is now, while no other process does: the editor and the terminal share it.
   *
   * @param change of the list to what stands in its place, and a result
   * @throws UserError `disk` when the folder cannot be written
   */
  async change<Result>(change: (models: readonly RegisteredModel[]) => { readonly models: readonly RegisteredModel[]; readonly result: Result }): Promise<Result> {
    const release = await this.lock();
    try {
      const { models, result } = change(await this.read());
      await this.write(models);
      return result;
    } finally {
      await release();
    }
  }

  private async lock(): Promise<() => Promise<void>> {
    try {
      await makeFolders(this.folder);
      // A change takes milliseconds, so that nobody takes the lock away; that of a holder who was killed lapses after ten seconds.
      return await lockfile.lock(this.file, { realpath: false, retries: { retries: 300, factor: 1, minTimeout: 50, maxTimeout: 50 }, onCompromised: () => undefined });
    } catch (error) {
      if (systemCode(error) === 'ELOCKED') throw new UserError('locked', `The list of models ${this.file} is being changed by another process. Try again.`, { cause: error });
      throw folderError(error, this.folder);
    }
  }

  private async write(models: readonly RegisteredModel[]): Promise<void> {
    try {
      await replaceFile(this.file, `${JSON.stringify({ models }, null, 2)}\n`);
    } catch (error) {
      throw folderError(error, this.folder);
    }
  }

  private get file(): string {
    return path.join(this.folder, 'models.json');
  }

  private parse(text: string): readonly RegisteredModel[] {
    try {
      return shape.parse(JSON.parse(text)).models;
    } catch (error) {
      throw new UserError(
        'bad-data',
        `The list of models ${this.file} cannot be understood: mend it, or delete it and add your models again.`,
        { cause: error },
      );
    }
  }
}

/**
 * The register with a file added, under its name without the extension, or with `-2`, `-3` and so on
 * after it where another model already has that name.
 */
export function registered(
  models: readonly RegisteredModel[],
  { path: file, ...kind }: Omit<RegisteredModel, 'id'>,
  taken: ReadonlySet<string>,
): { readonly models: readonly RegisteredModel[]; readonly added: RegisteredModel } {
  const known = models.find((model) => model.path === file);
  if (known !== undefined) return { models, added: known };
  const used = new Set([...taken, ...models.map((model) => model.id)]);
  const name = path.basename(file, path.extname(file));
  let id = name;
  for (let count = 2; used.has(id); count += 1) id = `${name}-${count}`;
  const added = { id, path: file, ...kind };
  return { models: [...models, added], added };
}

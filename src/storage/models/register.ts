import { readFile } from 'node:fs/promises';
import path from 'node:path';
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

  /** @throws UserError `disk` when the folder cannot be written. */
  async write(models: readonly RegisteredModel[]): Promise<void> {
    try {
      await makeFolders(this.folder);
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

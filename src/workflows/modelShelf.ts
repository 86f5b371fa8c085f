import type { ModelHeader } from '../core/models/header';
import type { ListedModel } from '../core/models/listedModel';
import { isMadeFor, shelve, type ShelvedFile } from '../core/models/shelf';
import { UserError } from '../core/userError';
import type { ModelProbe } from '../ports/modelProbe';
import { probing } from './probing';

export interface ShelfPorts {
  /** What is remembered of files. */
  readonly headers: {
    known(file: string): Promise<ModelHeader | undefined>;
    remember(file: string, header: ModelHeader): Promise<void>;
  };
  readonly digests: {
    known(file: string): Promise<string | undefined>;
    /** Takes minutes for a large file. */
    sha256(file: string): Promise<string>;
  };
}

/** The files of a list with what is remembered of them: nothing is opened. */
export async function knownFiles(models: readonly ListedModel[], { headers, digests }: ShelfPorts): Promise<ShelvedFile[]> {
  return Promise.all(
    models.map(async (model) => {
      const header = model.there ? ((await headers.known(model.path)) ?? null) : null;
      const sha256 = model.there ? ((await digests.known(model.path)) ?? model.catalogue?.sha256 ?? null) : null;
      return { model, header, sha256, problem: null };
    }),
  );
}

/**
 * Reads the headers that are not known yet, and remembers them.
 *
 * @param begin starts the probe, and is called only where there is something to read
 * @returns sentences on the files that cannot be read, by their path
 */
export async function readHeaders(files: readonly ShelvedFile[], { headers }: Pick<ShelfPorts, 'headers'>, begin: () => ModelProbe): Promise<ReadonlyMap<string, string>> {
  const unread = files.filter(({ model, header }) => model.there && header === null);
  const problems = new Map<string, string>();
  if (unread.length === 0) return problems;
  await probing(begin, async (probe) => {
    for (const { model } of unread) {
      try {
        await headers.remember(model.path, await probe.inspect(model.path));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.set(model.path, error.message);
      }
    }
  });
  return problems;
}

/**
 * Finds out whether adapters belong to the models that have the shape of their base. No other file is read for it.
 *
 * @returns whether something is known now that was not
 */
export async function identifyBases(files: readonly ShelvedFile[], { digests }: Pick<ShelfPorts, 'digests'>): Promise<boolean> {
  const { models, strays, absent } = shelve(files);
  // A file of the user's own may be the one that the catalogue would fetch.
  const apart = [...strays.map(({ file }) => file), ...absent.flatMap(({ adapters }) => adapters)].filter(({ header }) => header?.adapter?.base != null);
  const unknown = models.map(({ file }) => file).filter((file) => file.sha256 === null && apart.some((adapter) => isMadeFor(adapter, file)));
  for (const { model } of unknown) await digests.sha256(model.path);
  return unknown.length > 0;
}

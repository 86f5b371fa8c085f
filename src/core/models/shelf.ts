import type { ModelHeader } from './header';
import type { ListedModel } from './listedModel';

/** A model or adapter with what is known of its file. */
export interface ShelvedFile {
  readonly model: ListedModel;
  /** Null where the file is not there, was not read yet or cannot be read. */
  readonly header: ModelHeader | null;
  /** Null where it was never computed: it would take minutes. */
  readonly sha256: string | null;
  /** Why the file cannot be read, in a sentence. */
  readonly problem: string | null;
}

/** Models as a person looks for them. */
export interface Shelf {
  readonly models: readonly { readonly file: ShelvedFile; readonly adapters: readonly ShelvedFile[] }[];
  /** Those whose base is not here or not known, with the models here that have the shape that they were made for. */
  readonly strays: readonly { readonly file: ShelvedFile; readonly fits: readonly ListedModel[] }[];
  /** What the catalogue has and this machine has not. */
  readonly absent: readonly { readonly model: ListedModel; readonly adapters: readonly ShelvedFile[] }[];
}

/** Puts each adapter under the model that it says it was trained on, be that here or still to be fetched. */
export function shelve(files: readonly ShelvedFile[]): Shelf {
  const absent = files.filter(({ model }) => !model.there && model.catalogue !== null).map(({ model }) => ({ model, adapters: [] as ShelvedFile[] }));
  const present = files.filter(({ model }) => model.there || model.catalogue === null);
  const isAdapter = ({ model, header }: ShelvedFile): boolean => (header?.kind ?? model.kind) === 'adapter';
  const models = present.filter((file) => !isAdapter(file)).map((file) => ({ file, adapters: [] as ShelvedFile[] }));
  const strays: Shelf['strays'][number][] = [];
  for (const adapter of present.filter(isAdapter)) {
    const base = adapter.header?.adapter?.base ?? null;
    const home = base === null ? undefined : (models.find(({ file }) => file.sha256 === base) ?? absent.find(({ model }) => model.catalogue?.sha256 === base));
    if (home === undefined) strays.push({ file: adapter, fits: models.filter(({ file }) => isMadeFor(adapter, file)).map(({ file }) => file.model) });
    else home.adapters.push(adapter);
  }
  return { models, strays, absent };
}

/** Was the adapter made for a model of this architecture and shape? */
export function isMadeFor({ header: adapter }: ShelvedFile, { header: model }: ShelvedFile): boolean {
  if (adapter === null || model === null) return false;
  return adapter.layers !== null && adapter.architecture === model.architecture && adapter.layers === model.layers && adapter.width === model.width;
}

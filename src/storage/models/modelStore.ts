import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelCard } from '../../core/models/card';
import type { CatalogueModel } from '../../core/models/catalogue';
import type { ListedModel } from '../../core/models/listedModel';
import { UserError } from '../../core/userError';
import type { DownloadOptions } from '../../ports/modelDownload';
import type { DigestCache } from '../fileDigest';
import { systemCode } from '../systemError';
import { discardPart, partOf, pullModel } from './modelPull';
import type { ModelDownloads } from './modelPull';
import { ModelRegister, registered } from './register';
import type { RegisteredModel } from './register';

export interface ModelStoreParts {
  /** Where downloaded models and the register live; made when it is first needed. */
  readonly folder: string;
  readonly catalogue: readonly CatalogueModel[];
  readonly downloads: ModelDownloads;
  readonly digests: DigestCache;
}

export interface PullOptions extends DownloadOptions {
  /** The user has read and accepted the licence. */
  readonly licenceAccepted?: boolean;
}

export interface PulledModel {
  readonly path: string;
  readonly sha256: string;
  /** False where no sum is published that the file could be held against. */
  readonly verified: boolean;
  /** False where the file was already there. */
  readonly downloaded: boolean;
}

/** The models on this machine: those of the catalogue that were pulled, and the user's own files. */
export class ModelStore {
  readonly folder: string;
  private readonly register: ModelRegister;

  constructor(private readonly parts: ModelStoreParts) {
    this.folder = path.resolve(parts.folder);
    this.register = new ModelRegister(this.folder);
  }

  /** The catalogue in its order, then the user's own files in the order they were added. */
  async list(): Promise<readonly ListedModel[]> {
    const known = this.parts.catalogue.map(async (model) => {
      const file = this.placeOf(model);
      const there = (await sizeOf(file)) === model.bytes;
      const part = there ? 0 : await partOf(model, this.folder);
      return { id: model.id, title: model.title, path: file, there, bytes: model.bytes, part, catalogue: model, kind: 'model' as const, origin: 'catalogue' as const };
    });
    const own = (await this.register.read()).map(async ({ id, path: file, kind = 'model' as const }) => {
      const bytes = await sizeOf(file);
      return { id, title: path.basename(file), path: file, there: bytes !== null, bytes, part: 0, catalogue: null, kind, origin: 'own' as const };
    });
    return Promise.all([...known, ...own]);
  }

  /**
   * Remembers a model file that stays where it is.
   *
   * @throws UserError `bad-model` when the file is no GGUF, `not-found` when there is none.
   */
  async add(file: string): Promise<RegisteredModel> {
    return this.remember({ path: path.resolve(file) });
  }

  /** The same for an adapter. */
  async addAdapter(file: string): Promise<RegisteredModel> {
    return this.remember({ path: path.resolve(file), kind: 'adapter' });
  }

  private async remember(entry: Omit<RegisteredModel, 'id'>): Promise<RegisteredModel> {
    await requireGguf(entry.path);
    const catalogued = new Set(this.parts.catalogue.map((model) => model.id));
    return this.register.change((models) => {
      const { added, ...changed } = registered(models, entry, catalogued);
      return { ...changed, result: added };
    });
  }

  /** Takes a file of the user's own from the list. The file itself stays. */
  async forget(id: string): Promise<void> {
    await this.register.change((models) => ({ models: models.filter((model) => model.id !== id), result: undefined }));
  }

  /** Deletes what there is of a download that was paused or broke off. @throws UserError `not-found`, `locked` or `disk` */
  async discardPart(id: string): Promise<void> {
    await discardPart(this.catalogued(id), this.folder);
  }

  /**
   * Brings a model of the catalogue to this machine, unless it is already there and right.
   *
   * @throws UserError `not-found` for an unknown id, `usage` when a licence waits to be accepted,
   * `download`, `disk` or `locked`; or the signal's reason.
   */
  async pull(id: string, options: PullOptions = {}): Promise<PulledModel> {
    const model = this.catalogued(id);
    const file = this.placeOf(model);
    const verified = model.sha256 !== null;
    const present = await this.sumIfRight(model, file, options);
    if (present !== null) return { path: file, sha256: present, verified, downloaded: false };
    requireLicence(model, options);
    const sha256 = await pullModel(model, this.folder, this.parts.downloads, options);
    await this.parts.digests.remember(file, sha256);
    return { path: file, sha256, verified, downloaded: true };
  }

  /**
   * The file that `--model` means: a path, or the id of a model that is there.
   *
   * @throws UserError `not-found`, with what to do.
   */
  async resolve(reference: string): Promise<string> {
    const asPath = path.resolve(reference);
    if ((await sizeOf(asPath)) !== null) return asPath;
    const models = await this.list();
    const model = models.find((entry) => entry.id === reference);
    if (model?.there) return model.path;
    throw new UserError('not-found', this.whyNot(reference, model, models));
  }

  /** The file that `--adapter` means: a path, or the id of an adapter of the user's own. */
  async resolveAdapter(reference: string): Promise<string> {
    const asPath = path.resolve(reference);
    if ((await sizeOf(asPath)) !== null) return asPath;
    const adapter = (await this.list()).find((entry) => entry.kind === 'adapter' && entry.id === reference);
    return adapter?.path ?? asPath;
  }

  /** What is known of a file without reading it. @throws UserError `not-found` */
  async describe(file: string): Promise<Pick<ModelCard, 'file' | 'bytes' | 'sha256' | 'catalogue'>> {
    const bytes = await sizeOf(file);
    if (bytes === null) throw new UserError('not-found', `There is no file ${file} any more: add it again where it is now, or download it.`);
    const sha256 = (await this.parts.digests.known(file)) ?? null;
    const catalogue = this.parts.catalogue.find((model) => this.placeOf(model) === file || (sha256 !== null && model.sha256 === sha256));
    return { file, bytes, sha256, catalogue: catalogue ?? null };
  }

  private whyNot(reference: string, model: ListedModel | undefined, models: readonly ListedModel[]): string {
    if (model?.catalogue) {
      return `The model ${model.id} is not in ${this.folder} yet: fetch it with \`blindspot models pull ${model.id}\`.`;
    }
    if (model) return `The file of the model ${model.id} is gone: ${model.path}. Add it again where it is now.`;
    const ids = models.map((entry) => entry.id).join(', ');
    return `There is no model file ${path.resolve(reference)}. Give the path of a .gguf file, or one of these ids: ${ids}.`;
  }

  private catalogued(id: string): CatalogueModel {
    const model = this.parts.catalogue.find((entry) => entry.id === id);
    if (model !== undefined) return model;
    const ids = this.parts.catalogue.map((entry) => entry.id).join(', ');
    throw new UserError('not-found', `The catalogue has no model “${id}”. It has: ${ids}.`);
  }

  private placeOf(model: CatalogueModel): string {
    return path.join(this.folder, model.file);
  }

  private async sumIfRight(model: CatalogueModel, file: string, options: DownloadOptions): Promise<string | null> {
    if ((await sizeOf(file)) !== model.bytes) return null;
    const { signal, onProgress } = options;
    const sha256 = await this.parts.digests.sha256(file, {
      ...(signal && { signal }),
      onProgress: (fraction) => {
        onProgress?.({ phase: 'checking', done: Math.round(fraction * model.bytes), total: model.bytes });
      },
    });
    return model.sha256 === null || sha256 === model.sha256 ? sha256 : null;
  }
}

function requireLicence(model: CatalogueModel, options: PullOptions): void {
  const { name, url, mustBeAccepted } = model.licence;
  if (!mustBeAccepted || options.licenceAccepted) return;
  throw new UserError(
    'usage',
    `${model.title} is under the ${name}, which is between you and its owner: read ${url}, and if you accept it, say so with --accept-licence.`,
  );
}

/** Size of a file in bytes, or null when there is no such file. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return null;
    throw error;
  }
}

async function requireGguf(file: string): Promise<void> {
  if ((await sizeOf(file)) === null) {
    throw new UserError('not-found', `There is no file ${file}: give the path of a model file in GGUF.`);
  }
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1', 0, bytesRead) === 'GGUF') return;
  } finally {
    await handle.close();
  }
  throw new UserError(
    'bad-model',
    `${file} is not a GGUF file: it does not begin with “GGUF”. Convert the model with llama.cpp's convert_hf_to_gguf.py.`,
  );
}

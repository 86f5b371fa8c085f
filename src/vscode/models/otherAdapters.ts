import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ListedModel } from '../../core/models/listedModel';
import type { FolderTrainingStore } from '../../storage/trainings/folderTrainingStore';

/** The adapter that comes with Blindspot, which shows a blind spot. */
export function packagedAdapter(extensionPath: string): Promise<ListedModel> {
  return listed(path.join(extensionPath, 'media', 'smollm2-135m-mnli.gguf'), 'SmolLM2 135M on MNLI', 'package');
}

/** What was trained in the folder that is open. */
export async function adaptersOfTrainings(store: Pick<FolderTrainingStore, 'list'>): Promise<ListedModel[]> {
  const { trainings } = await store.list();
  const files = trainings.flatMap(({ adapter }) => adapter?.file ?? []);
  const adapters = await Promise.all([...new Set(files)].map((file) => listed(file, path.basename(file), 'training')));
  // One that was deleted since has no place in a list of what there is.
  return adapters.filter(({ there }) => there);
}

async function listed(file: string, title: string, origin: 'package' | 'training'): Promise<ListedModel> {
  const bytes = await stat(file).then(({ size }) => size, () => null);
  return { id: file, title, path: file, there: bytes !== null, bytes, part: 0, catalogue: null, kind: 'adapter', origin };
}

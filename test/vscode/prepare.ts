import { installTestTools } from '../../scripts/installTestTools';
import { installedExtension } from './editor';

/** Brings editor, browser and the extension in it before files that run side by side would all do it. */
export default async function prepare(): Promise<void> {
  await installTestTools();
  await installedExtension();
}

import { installTestTools } from '../../scripts/installTestTools';

/** Brings editor and browser before files that run side by side would both do it. */
export default async function prepare(): Promise<void> {
  await installTestTools();
}

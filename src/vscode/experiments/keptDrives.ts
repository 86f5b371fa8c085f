import type { Memento } from 'vscode';

export const drivesKey = 'experiments.drives';

/** Experiments that were begun in this workspace and have not come to an end while a window was there to see it. Read at activation, so without a library that checks shapes. */
export class KeptDrives {
  constructor(private readonly memento: Memento) {}

  /** Absolute paths of their files. */
  get files(): readonly string[] {
    const kept = this.memento.get<unknown>(drivesKey);
    return Array.isArray(kept) ? kept.filter((file) => typeof file === 'string') : [];
  }

  async add(file: string): Promise<void> {
    await this.keep([...this.files.filter((other) => other !== file), file]);
  }

  async remove(file: string): Promise<void> {
    await this.keep(this.files.filter((other) => other !== file));
  }

  private async keep(files: readonly string[]): Promise<void> {
    await this.memento.update(drivesKey, files.length === 0 ? undefined : files);
  }
}

import * as z from 'zod';
import { modelHeaderSchema, type ModelHeader } from '../../core/models/header';
import { StampedCache } from '../stampedCache';
import { systemCode } from '../systemError';

/** Remembers in `headers.json` what model files say of themselves, so that a list of them starts no engine. */
export class HeaderCache {
  private readonly headers: StampedCache<{ readonly header: ModelHeader }>;

  constructor(folder: string) {
    this.headers = new StampedCache({ folder, name: 'headers.json' }, z.object({ header: modelHeaderSchema }));
  }

  /** @returns undefined where the file has not been read as it is now, or is gone */
  async known(file: string): Promise<ModelHeader | undefined> {
    return absentAsUndefined(this.headers.known(file).then((found) => found?.header));
  }

  async remember(file: string, header: ModelHeader): Promise<void> {
    await absentAsUndefined(this.headers.remember(file, { header }));
  }
}

async function absentAsUndefined<Value>(found: Promise<Value>): Promise<Value | undefined> {
  return found.catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

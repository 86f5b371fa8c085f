import files, { type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * From now on a file that this process opens is written to, cut and closed in the order in which that was asked for:
 * each write as a whole, and none after one that failed. ipull (3.9) keeps notes in the file of what has come, and cuts
 * them off at the end. It does both without waiting for the writes before, and does not look at how much of one was
 * written: after a full disk its notes told of what was not in the file and was then never fetched, and now and then
 * some stayed behind the end of a whole file.
 * @param onFailure is told why a write failed: ipull would try it again for many minutes
 */
export function orderWrites(onFailure: (error: unknown) => void): void {
  const { open } = files;
  files.open = async (...where) => inOrder(await open(...where), onFailure);
}

/** What is written in one go, while nothing else has been asked for behind it. */
interface Stretch {
  readonly parts: Uint8Array[];
  end: number;
}

/** The file takes writes in the form that ipull has for them. */
function inOrder(file: FileHandle, onFailure: (error: unknown) => void): FileHandle {
  const [write, truncate, close] = [file.write.bind(file), file.truncate.bind(file), file.close.bind(file)];
  let last: Promise<unknown> = Promise.resolve();
  let growing: Stretch | null = null;

  const next = <Result>(act: () => Promise<Result>): Promise<Result> => {
    growing = null;
    const result = last.then(act);
    last = result;
    return result;
  };
  const writeWhole = async (bytes: Uint8Array, position: number): Promise<void> => {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    } catch (error) {
      onFailure(error);
      throw error;
    }
  };
  /** Blocks one by one would lag behind what comes, and the notes behind them. */
  const writeStretch = (bytes: Uint8Array, position: number): Promise<unknown> => {
    if (growing?.end === position) {
      growing.parts.push(bytes);
      growing.end += bytes.length;
      return last;
    }
    const stretch: Stretch = { parts: [bytes], end: position + bytes.length };
    const result = next(() => {
      if (growing === stretch) growing = null;
      return writeWhole(Buffer.concat(stretch.parts), position);
    });
    growing = stretch;
    return result;
  };
  /** Notes are asked for when those before them have been written. */
  const allDone = async (): Promise<void> => {
    const known = last;
    await known.catch(() => undefined);
    await nextTurn();
    if (last !== known) await allDone();
  };

  return Object.assign(file, {
    write: async (buffer: Uint8Array, offset: number, length: number, position: number) => {
      await writeStretch(buffer.subarray(offset, offset + length), position);
      return { bytesWritten: length, buffer };
    },
    truncate: (size: number) => next(() => truncate(size)),
    close: () => allDone().then(close),
  });
}

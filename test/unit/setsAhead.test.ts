import { describe, expect, it } from 'vitest';
import type { SetIndex } from '../../src/ports/setIndex';
import { SetsAhead } from '../../src/vscode/annotation/setsAhead';

/** Sets that note what is done with them. */
function noted(): { readonly done: string[]; readonly ahead: SetsAhead } {
  const done: string[] = [];
  const open = (file: string): Promise<SetIndex> => {
    const name = `${file}${done.length}`;
    done.push(`open ${name}`);
    if (file === 'gone') return Promise.reject(new Error('gone'));
    const close = (): Promise<void> => Promise.resolve(void done.push(`close ${name}`));
    return Promise.resolve({ file: name, close } as SetIndex);
  };
  return { done, ahead: new SetsAhead({ open }) };
}

describe('a set that is read ahead', () => {
  it('is read once by who opens it, and again by the next', async () => {
    const { done, ahead } = noted();
    ahead.begin('a');
    ahead.begin('a');
    expect((await ahead.open('a')).file).toBe('a0');
    await ahead.end('a');
    expect((await ahead.open('a')).file).toBe('a1');
    expect(done).toEqual(['open a0', 'open a1']);
  });

  it('is closed when nobody opens it', async () => {
    const { done, ahead } = noted();
    ahead.begin('a');
    await ahead.end('a');
    await ahead.end('b');
    expect(done).toEqual(['open a0', 'close a0']);
  });

  it('that cannot be read fails for who opens it, and for nobody else', async () => {
    const { ahead } = noted();
    ahead.begin('gone');
    await ahead.end('gone');
    ahead.begin('gone');
    await expect(ahead.open('gone')).rejects.toThrow('gone');
  });
});

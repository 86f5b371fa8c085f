import { describe, expect, it } from 'vitest';
import type { Request } from '../../webview/annotation/contract';
import { Requests } from '../../webview/annotation/requests';

function asked(): { readonly posted: Request[]; readonly requests: Requests } {
  const posted: Request[] = [];
  return { posted, requests: new Requests((message) => posted.push(message)) };
}

const note = (text: string) => ({ type: 'note', id: 'a', note: text }) as const;

describe('What the annotation page asks for', () => {
  it('is one thing, until that is answered, whatever else is told meanwhile', () => {
    const { posted, requests } = asked();
    expect([requests.ask({ type: 'move', by: 1 }), requests.ask({ type: 'undo' })]).toEqual([true, false]);
    requests.answered(null, true);
    expect(requests.ask({ type: 'undo' })).toBe(false);
    requests.answered(1, true);
    expect(requests.ask({ type: 'undo' })).toBe(true);
    expect(posted).toEqual([{ type: 'move', by: 1, request: 1 }, { type: 'undo', request: 2 }]);
  });

  it('goes off after a note when that is on disk', () => {
    const { posted, requests } = asked();
    requests.ask(note('first'));
    expect([requests.ask({ type: 'move', by: 1 }), requests.ask({ type: 'move', by: 1 }), posted.length]).toEqual([true, false, 1]);
    requests.answered(1, true);
    expect(posted.at(-1)).toEqual({ type: 'move', by: 1, request: 2 });
    expect(requests.isBusy).toBe(true);
    requests.answered(2, true);
    expect(requests.isBusy).toBe(false);
  });

  it('does not go off after a note that could not be written, which can be asked for again', () => {
    const { posted, requests } = asked();
    requests.ask(note('first'));
    requests.ask({ type: 'move', by: 1 });
    expect(requests.isKeeping('a', 'first')).toBe(true);
    requests.answered(1, false);
    expect([requests.isKeeping('a', 'first'), requests.isBusy]).toEqual([false, false]);
    requests.ask(note('first'));
    expect(posted).toEqual([{ ...note('first'), request: 1 }, { ...note('first'), request: 3 }]);
  });

  it('is not a note once more that is on its way as it stands', () => {
    const { requests } = asked();
    requests.ask(note('first'));
    requests.ask(note('second'));
    expect([requests.isKeeping('a', 'first'), requests.isKeeping('a', 'second'), requests.isKeeping('b', 'second')]).toEqual([false, true, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { pairOf } from '../../src/vscode/compare/argument';
import { commandArguments } from '../../src/vscode/shared/commandArguments';
import { commandLink } from '../../src/vscode/shared/commandLink';
import { idOf } from '../../src/vscode/training/arguments';
import { importedRun } from '../fixtures/runRecords';

/** What the editor gives to the buttons in the title of the Runs view once a row has the focus. */
const row = { kind: 'run', record: importedRun(40) };

describe('what a command is called with', () => {
  it('names the runs to compare and the training that is meant', () => {
    expect(pairOf({ a: 'first', b: 'second' })).toEqual({ a: 'first', b: 'second' });
    expect(idOf('training-0123abcd')).toBe('training-0123abcd');
  });

  it('names nothing where the command is called from the palette, or from the title of a view', () => {
    for (const argument of [undefined, null, row]) expect([pairOf(argument), idOf(argument)]).toEqual([undefined, undefined]);
  });

  it('is a row and what is selected, one thing, or nothing', () => {
    expect(commandArguments([row, [row, row]])).toEqual([row, [row, row]]);
    expect(commandArguments([row])).toEqual([row, undefined]);
    expect(commandArguments([])).toEqual([undefined, undefined]);
  });

  it('is refused where a row was clicked while its view was being read anew', () => {
    for (const gone of [undefined, null]) expect(() => commandArguments([gone, null])).toThrow('Choose the row again.');
  });

  it('goes through a Markdown link, whatever brackets an example’s ID has', () => {
    const link = commandLink('blindspot.scoreAgain', { example: 'pair (1' });
    expect(link).toMatch(/^command:blindspot\.scoreAgain\?[^()\s]+$/);
    expect(JSON.parse(decodeURIComponent(link.replace(/^[^?]*\?/, '')))).toEqual([{ example: 'pair (1' }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdTable } from '../../src/storage/sets/idTable';

function claim(table: IdTable, id: string): number | undefined {
  const bytes = Buffer.from(`before ${id} behind`);
  return table.claim(bytes, 'before '.length, bytes.length - ' behind'.length);
}

describe('a table of IDs', () => {
  it('knows of each ID the first row that claimed it, as a map does', () => {
    // Few letters, so that many IDs are the same or begin alike.
    const ids = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', '1', 'é', '😀'), maxLength: 4 }), fc.constant(null)), { maxLength: 60 });
    fc.assert(
      fc.property(ids, (claims) => {
        const table = new IdTable();
        const rowOf = new Map<string, number>();
        const rows: string[] = [];
        for (const id of claims) {
          if (id === null) {
            table.skip();
            rows.push('');
            continue;
          }
          expect(claim(table, id)).toBe(rowOf.get(id));
          if (rowOf.has(id)) continue;
          rowOf.set(id, rows.length);
          rows.push(id);
        }
        expect(rows.map((_, row) => table.idOf(row))).toEqual(rows);
        for (const id of ['', 'a', 'ab', 'é', 'z', ...rows]) expect(table.rowOf(id)).toBe(rowOf.get(id));
      }),
    );
  });

  it('finds all of many', () => {
    const table = new IdTable();
    const ids = Array.from({ length: 50_000 }, (_, number) => `pair ${number * 7919}`);
    expect(ids.filter((id) => claim(table, id) !== undefined)).toEqual([]);
    expect(ids.filter((id, row) => table.rowOf(id) !== row || table.idOf(row) !== id)).toEqual([]);
    expect(ids.filter((id, row) => claim(table, id) !== row)).toEqual([]);
  });

  it('gives the ID of one row to another', () => {
    const table = new IdTable();
    claim(table, 'a');
    claim(table, 'b');
    table.skip();
    table.move(0, 2);
    expect(['a', 'b'].map((id) => table.rowOf(id))).toEqual([2, 1]);
    expect([0, 1, 2].map((row) => table.idOf(row))).toEqual(['', 'b', 'a']);
  });
});

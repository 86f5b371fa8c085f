import { describe, expect, it } from 'vitest';
import { runTitle } from '../../src/core/runs/title';
import { importedRun, modelSource } from '../fixtures/runRecords';

function titleWith(adapter: string | null): string {
  const source = modelSource({ file: '/models/SmolLM2.Q4_1.gguf' });
  const worn = adapter === null ? null : { file: adapter, sha256: 'e'.repeat(64), scale: 1, base: null };
  return runTitle(importedRun(60, { source: { ...source, adapter: worn }, selection: { kind: 'per-subcase', count: 2, seed: 7 } }));
}

describe('The title of a run', () => {
  it('has the model, the data and what was selected, without folders and endings', () => {
    expect(titleWith(null)).toBe('SmolLM2.Q4_1 on hans, 2 a subcase (seed 7)');
  });

  it('has the adapter by the name of its file', () => {
    expect(titleWith('/adapters/mnli r16.gguf')).toBe('SmolLM2.Q4_1 + mnli r16 on hans, 2 a subcase (seed 7)');
  });

  it('has the folder too of an adapter that is called just that, on every system', () => {
    expect(titleWith('/study/jobs/70acb24b/adapter.gguf')).toContain(' + 70acb24b/adapter on ');
    expect(titleWith('C:\\jobs\\70acb24b\\adapter.gguf')).toContain(' + 70acb24b/adapter on ');
    expect(titleWith('adapter.gguf')).toContain(' + adapter on ');
  });

  it('of somebody’s predictions has the name of their file', () => {
    expect(runTitle(importedRun(4))).toBe('bert_preds on hans');
  });
});

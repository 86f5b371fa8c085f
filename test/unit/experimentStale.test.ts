import { expect, it } from 'vitest';
import { inputFiles, staleOf } from '../../src/core/experiment/stale';
import type { ExperimentEvent } from '../../src/core/experiment/events';
import { mnliInputs, planned } from '../fixtures/experiments';

const plan = planned({});
const began = (inputs: typeof mnliInputs): ExperimentEvent => ({ type: 'began', at: '', executor: 'local', jobs: 1, inputs: inputFiles(inputs) });
const changed = <Part extends { readonly sha256: string }>(part: Part): Part => ({ ...part, sha256: 'f'.repeat(64) });

it('names a changed file that plays several parts once, and the finished jobs that the plan no longer has', () => {
  const before = { ...mnliInputs, base: changed(mnliInputs.base), model: { ...changed(mnliInputs.model), file: mnliInputs.base.file } };
  const inputs = { ...mnliInputs, model: { ...mnliInputs.model, file: mnliInputs.base.file } };
  const finished: ExperimentEvent = { type: 'finished', at: '', job: 'e'.repeat(64), seconds: 1, kind: 'evaluate', work: 1, bytes: 1 };
  expect(staleOf([began(before), finished], inputs, plan)).toEqual({ files: [mnliInputs.base.file], jobs: 1 });
  expect(staleOf([began(inputs), finished], inputs, plan)).toBeNull();
  expect(staleOf([finished], inputs, plan)).toBeNull();
});

import type { ModelSource, RunRecord } from './record';

/**
 * A sentence for a run whose model was also run in another quantisation, on the same data and with the
 * same adapter: a difference between the two may be the quantisation's. Undefined where there is none.
 * Models are the same by the name that their files carry; files without a name cannot be told to be.
 */
export function quantizationWarning(record: RunRecord, others: readonly RunRecord[]): string | undefined {
  const { source } = record;
  if (source.kind !== 'model') return undefined;
  const found = others.flatMap((other) =>
    other.source.kind === 'model' && other.data.sha256 === record.data.sha256 && isSameModel(source, other.source) ? [other.source.model.quantization] : [],
  );
  const differing = [...new Set(found)].filter((quantization) => quantization !== source.model.quantization).sort();
  if (differing.length === 0) return undefined;
  return (
    `"${source.model.name}" was also run in ${differing.join(' and ')} on this data, and here in ${source.model.quantization}: ` +
    "a difference between such runs may be the quantisation's. Compare runs in the same quantisation."
  );
}

function isSameModel(one: ModelSource, other: ModelSource): boolean {
  return (
    one.model.name !== null &&
    one.model.name === other.model.name &&
    one.model.architecture === other.model.architecture &&
    one.adapter?.sha256 === other.adapter?.sha256
  );
}

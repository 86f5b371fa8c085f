import type { RunRecord } from './record';
import { describeSelection } from './selection';

/** The name of a file without its folder and its last extension, whichever system's path it is. */
export function stem(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Model and adapter, or the prediction file: what a run is a run of. */
export function subjectOf({ source }: Pick<RunRecord, 'source'>): string {
  if (source.kind === 'predictions') return stem(source.file);
  return source.adapter === null ? stem(source.model.file) : `${stem(source.model.file)} + ${adapterName(source.adapter.file)}`;
}

/** Many adapters' files are called just that, those of an experiment all: then the folder says which it is. */
function adapterName(file: string): string {
  const name = stem(file);
  const folder = file.split(/[\\/]/).at(-2) ?? '';
  return name === 'adapter' && folder !== '' ? `${folder}/${name}` : name;
}

/** A run in a line: `SmolLM2 on heuristics_evaluation_set, 50 a subcase (seed 1)`. */
export function runTitle(record: Pick<RunRecord, 'source' | 'data' | 'selection' | 'total'>): string {
  const selection = record.selection.kind === 'all' ? '' : `, ${describeSelection(record.selection, record.total)}`;
  return `${subjectOf(record)} on ${stem(record.data.file)}${selection}`;
}

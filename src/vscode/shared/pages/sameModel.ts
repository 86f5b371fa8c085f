import type { RunRecord } from '../../../core/runs/record';

/** What “Evaluate on a Data File…” is called with to run the same model and adapter again; undefined for imported predictions. */
export function sameModel({ source }: RunRecord): { readonly model: string; readonly adapter: string | null } | undefined {
  return source.kind === 'model' ? { model: source.model.file, adapter: source.adapter?.file ?? null } : undefined;
}

import type { ReportWarning } from '../../../core/report/warnings';
import type { RunRecord } from '../../../core/runs/record';

type Warning<Code extends string> = Omit<ReportWarning, 'code'> & { readonly code: Code };

/** Warnings about a run as a page is sent them. Nothing can be evaluated with a prediction file, so nothing is offered there. */
export function shownWarnings<Code extends string>(warnings: readonly Warning<Code>[], { source }: RunRecord): Warning<Code>[] {
  return warnings.map(({ code, message, offer }) => ({
    code,
    message,
    ...(offer === undefined || source.kind !== 'model' ? {} : { offer }),
  }));
}

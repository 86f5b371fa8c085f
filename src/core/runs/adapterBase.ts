interface Pair {
  readonly model: { readonly file: string; readonly sha256: string };
  /** `base`: SHA-256 of the file that the adapter says it was trained on. */
  readonly adapter: { readonly file: string; readonly base?: string | null } | null;
}

/** A sentence for an adapter that was trained on another file than it is used with; undefined where it was not, or does not say. */
export function otherBaseWarning({ model, adapter }: Pair): string | undefined {
  if (adapter?.base == null || adapter.base === model.sha256) return undefined;
  return (
    `The adapter ${adapter.file} was trained on another file than ${model.file} (SHA-256 ${adapter.base.slice(0, 12)}…, not ${model.sha256.slice(0, 12)}…). ` +
    'If that is the same model in another quantisation, the answers differ a little; if it is another model, they mean nothing. Use the file that it was trained on.'
  );
}

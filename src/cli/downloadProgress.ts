import { formatBytes } from '../core/models/formatBytes';
import type { DownloadProgress } from '../ports/modelDownload';

/** How far a download is, for the line of progress. */
export function describeDownload({ phase, done, total }: DownloadProgress): string {
  const verb = { downloading: 'Downloading', unpacking: 'Unpacking', checking: 'Checking' }[phase];
  const share = total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : '';
  return `${verb}: ${formatBytes(done)} of ${formatBytes(total)}${share}`;
}

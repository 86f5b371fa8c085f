/** Such as `98 MB` or `4.1 GB` (powers of ten, as disks are sold). */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

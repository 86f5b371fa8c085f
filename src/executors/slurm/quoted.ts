const control = /[\u0000-\u001f\u007f]/;

/** A value as one word of bash, on one line and whatever is in it. */
export function quoted(value: string): string {
  if (/^[\w./:=@%+,-]+$/.test(value)) return value;
  if (!control.test(value)) return `'${value.replaceAll("'", "'\\''")}'`;
  return `$'${value.replaceAll(/[\u0000-\u001f\u007f'\\]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
}

import * as vscode from 'vscode';
import { toCsv, toMarkdown, type ReportTable } from '../../../core/report/table';

/** How a page's figures leave it. */
export type TableFormat = 'csv' | 'markdown';

/** Puts a table on the clipboard. */
export async function copyTable(table: ReportTable, format: TableFormat): Promise<void> {
  await vscode.env.clipboard.writeText(format === 'csv' ? toCsv(table) : `${toMarkdown(table)}\n`);
  vscode.window.setStatusBarMessage(`Copied as ${format === 'csv' ? 'CSV' : 'Markdown'}`, 3000);
}

/** Asks where to, and saves a chart. @param name of the file, without its extension */
export async function savePng(dataUrl: string, name: string): Promise<void> {
  const target = await askWhere(`${name}.png`, 'Save the chart', { 'PNG picture': ['png'] });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'));
}

/** The same for a chart that is drawn as SVG. */
export async function saveSvg(svg: string, name: string): Promise<void> {
  const target = await askWhere(`${name}.svg`, 'Save the chart', { 'SVG picture': ['svg'] });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(svg, 'utf8'));
}

/** Asks where to, and saves a table as CSV. @param name of the file, without its extension */
export async function saveCsv(table: ReportTable, name: string): Promise<void> {
  const target = await askWhere(`${name}.csv`, 'Save the table', { 'Comma-separated values': ['csv'] });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(toCsv(table), 'utf8'));
}

async function askWhere(file: string, title: string, filters: Record<string, string[]>): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, file) }),
    filters,
    title,
  });
}

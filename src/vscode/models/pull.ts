import * as vscode from 'vscode';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel, ModelStore } from '../../storage/models/modelStore';

/**
 * Brings a model of the catalogue to this machine, after the user has accepted a licence that asks for it.
 *
 * @returns its file; undefined when the user gave up
 */
export async function pullWithProgress(models: ModelStore, model: ListedModel): Promise<string | undefined> {
  const licence = model.catalogue?.licence;
  if (licence?.mustBeAccepted === true && !(await accepts(model.title, licence))) return undefined;
  const cancelling = new AbortController();
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Blindspot: ${model.title}`, cancellable: true },
      async (notification, token) => {
        token.onCancellationRequested(() => {
          cancelling.abort(new DOMException('Cancelled', 'AbortError'));
        });
        const { path } = await models.pull(model.id, {
          signal: cancelling.signal,
          licenceAccepted: true,
          onProgress: ({ phase, done, total }) => {
            notification.report({ message: `${phase}, ${formatBytes(done)} of ${formatBytes(total)}` });
          },
        });
        return path;
      },
    );
  } catch (error) {
    if (cancelling.signal.aborted) return undefined;
    throw error;
  }
}

async function accepts(title: string, licence: { readonly name: string; readonly url: string }): Promise<boolean> {
  const accept = 'I accept it';
  const read = 'Read it';
  for (;;) {
    const answer = await vscode.window.showInformationMessage(
      `${title} is under the ${licence.name}.`,
      { modal: true, detail: `Whether to accept it is for you to decide: ${licence.url}` },
      accept,
      read,
    );
    if (answer !== read) return answer === accept;
    await vscode.env.openExternal(vscode.Uri.parse(licence.url));
  }
}

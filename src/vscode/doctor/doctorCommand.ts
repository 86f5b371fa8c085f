import os from 'node:os';
import * as vscode from 'vscode';
import { doctorText } from '../../core/doctor/report';
import { userName } from '../../doctor/machine';
import { ThisMachine } from '../../doctor/thisMachine';
import type { ModelProbe } from '../../ports/modelProbe';
import { examine } from '../../workflows/examine';
import type { ModelPlaces } from '../models/modelPlaces';
import type { ReportDocuments } from '../shared/reportDocuments';

export interface DoctorParts {
  readonly places: ModelPlaces;
  readonly startProbe: () => ModelProbe;
  readonly gpu: 'auto' | 'off';
  /** The folder that is open, if one is. */
  readonly folder: string | undefined;
  readonly installation: string;
  readonly documents: ReportDocuments;
}

/** Says what works on this machine and what does not, in a document that can be passed on. */
export async function doctorCommand({ places, startProbe, gpu, folder, installation, documents }: DoctorParts): Promise<void> {
  const findings = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Blindspot: looking at this machine' }, () =>
    examine(
      {
        versions: { blindspot: BLINDSPOT_VERSION, node: process.versions.node, editor: `${vscode.env.appName} ${vscode.version}` },
        gpu,
        folders: [{ name: 'Models folder', path: places.models.folder }, ...(folder === undefined ? [] : [{ name: 'Working folder', path: folder }])],
        installation,
        home: os.homedir(),
        user: userName(),
      },
      new ThisMachine(places.trainer, process.env),
      startProbe,
    ),
  );
  await documents.show('Blindspot Doctor', doctorText(findings));
}

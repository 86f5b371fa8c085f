import type { AdapterCheck } from '../core/training/record';
import { standingProbes } from '../core/training/rows';
import { labelTexts } from '../core/scoring/prompt';
import type { Label } from '../core/nli/label';
import { UserError } from '../core/userError';
import type { Engine } from '../ports/engine';
import type { Files } from '../ports/files';
import type { ImportedAdapter, Trainer } from '../ports/trainer';
import type { TrainingStore, Workbench } from '../ports/trainingStore';
import { checkAdapter, requireAgreement } from './adapterCheck';

export interface ImportRequest {
  /** A folder that PEFT has saved. */
  readonly folder: string;
  /** The GGUF that it was trained on. */
  readonly base: string;
  /** The adapter to write. */
  readonly out: string;
  /** What the rows of a classifier's head stand for, the first first. */
  readonly headRows: readonly Label[];
  readonly threads?: number;
}


export interface ImportPorts {
  readonly engine: Engine;
  readonly trainer: Pick<Trainer, 'prepare' | 'importAdapter' | 'answerWithFolder' | 'writeFloatBase'>;
  readonly trainings: Pick<TrainingStore, 'workbench'>;
  readonly files: Pick<Files, 'digest'>;
  readonly versions: { readonly blindspot: string };
}

interface Options {
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string) => void;
  readonly onWarning: (message: string) => void;
}

export interface ImportOutcome extends ImportedAdapter {
  /** Null where it could not be made, which a warning said. */
  readonly check: AdapterCheck | null;
}

const adapterFile = 'adapter.gguf';
/** Of a label's log-probability, as for an adapter of our own. */
const tolerance = 0.02;

/**
 * Makes an adapter GGUF of a folder that PEFT has saved, and holds the engine's answers with it against PEFT's own.
 *
 * @throws UserError for what a person can mend, or the signal's reason; nothing is then at `out` that was not there before
 */
export async function importAdapter(request: ImportRequest, ports: ImportPorts, options: Options): Promise<ImportOutcome> {
  const { base, out, folder } = request;
  const { signal, onProgress } = options;
  const sha256 = await ports.files.digest(base, { signal, onProgress: (fraction) => onProgress(`Checking the base: ${Math.round(100 * fraction)} %`) });
  await ports.trainer.prepare({ signal, onProgress });
  const bench = await ports.trainings.workbench(out);
  try {
    onProgress('Converting');
    const labels = Object.fromEntries(request.headRows.map((label) => [label, labelTexts[label]]));
    const adapter = `${bench.folder}/${adapterFile}`;
    const imported = await ports.trainer.importAdapter(
      { folder, base, labels, out: adapter, adapterType: 'F16', provenance: { 'base.sha256': sha256, version: ports.versions.blindspot } },
      options,
    );
    const check = await checkOf({ ...request, adapter, labels }, bench, ports, options);
    if (check !== null) requireAgreement(check, folder, 'It was not added; look whether this is the base that it was trained on.');
    await bench.deliver(adapterFile);
    return { ...imported, check };
  } finally {
    await bench.clear();
  }
}

interface Checked extends ImportRequest {
  readonly adapter: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Null, with a warning, where it cannot be made. */
async function checkOf({ folder, base, adapter, labels, threads }: Checked, bench: Workbench, ports: ImportPorts, options: Options): Promise<AdapterCheck | null> {
  const { signal, onProgress, onWarning } = options;
  const probes = standingProbes();
  const ofThreads = threads === undefined ? {} : { threads };
  try {
    onProgress(`Answering ${probes.length} prompts with PEFT`);
    const prompts = await bench.writeLines('probes.jsonl', probes.map((probe) => `${JSON.stringify(probe)}\n`), signal);
    await ports.trainer.answerWithFolder({ folder, base, labels, prompts, scores: bench.scoresFile, ...ofThreads }, options);
    onProgress('Answering them in the engine');
    const { sameTokens, ...check } = await checkAdapter({ model: base, adapter, tolerance, prompts: probes, ...ofThreads }, { ...ports, training: bench }, signal);
    if (!sameTokens) onWarning('PEFT and the engine do not split all prompts into as many tokens: the vocabulary of this base is read in two ways.');
    return check;
  } catch (error) {
    // What is wrong with the adapter itself is no reason to go without the check.
    if (!(error instanceof UserError) || error.code === 'bad-adapter' || signal.aborted) throw error;
    onWarning(`The adapter could not be checked: ${error.message}`);
    return null;
  }
}

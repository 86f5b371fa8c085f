/** A command as the manifest declares it. `features.ts` gives each its handler. */
export interface CommandEntry {
  readonly title: string;
  /** A codicon, where the command stands as a button. */
  readonly icon?: string;
  /** When it can be used; always when left out. */
  readonly enablement?: string;
  /** Is it in the command palette? Commands on one run are only in that run's menu. */
  readonly palette: boolean;
}

const trusted = 'isWorkspaceTrusted';

/**
 * Every command of the extension. package.json is held against this table by a test, and TypeScript
 * holds the handlers against it, so none of the three can drift from the others.
 */
export const commandTable = {
  'blindspot.evaluateHans': { title: 'Evaluate on HANS…', icon: '$(play)', enablement: trusted, palette: true },
  'blindspot.evaluateFile': { title: 'Evaluate on a Data File…', enablement: trusted, palette: true },
  'blindspot.generate': { title: 'Generate Synthetic Data…', icon: '$(sparkle)', enablement: trusted, palette: true },
  'blindspot.openBreakdown': { title: 'Open Breakdown', icon: '$(graph)', palette: true },
  'blindspot.showRunInEditor': { title: 'Show Run in Editor', palette: true },
  'blindspot.hideRunInEditor': { title: 'Hide Run in Editor', palette: true },
  'blindspot.openFailures': { title: 'Open Failures…', palette: true },
  'blindspot.toggleHints': { title: 'Toggle Hints in Data Files', palette: true },
  'blindspot.tryExample': { title: 'Try an Example…', enablement: trusted, palette: true },
  'blindspot.scoreAgain': { title: 'Score Example Again', enablement: trusted, palette: true },
  'blindspot.editCopy': { title: 'Edit a Copy of the Example', enablement: trusted, palette: true },
  'blindspot.scoreScratch': { title: 'Score Scratch Example', enablement: trusted, palette: true },
  'blindspot.showAudit': { title: 'Show Audit of Scratch Example', palette: true },
  'blindspot.unloadModel': { title: 'Unload Model', palette: true },
  'blindspot.compareRuns': { title: 'Compare Runs…', icon: '$(git-compare)', palette: true },
  'blindspot.allRuns': { title: 'All Runs', icon: '$(table)', palette: true },
  'blindspot.importPredictions': { title: 'Import Predictions…', icon: '$(cloud-download)', palette: true },
  'blindspot.measureBias': { title: 'Measure Bias…', palette: true },
  'blindspot.getData': { title: 'Get Data…', icon: '$(cloud-download)', palette: true },
  'blindspot.addModel': { title: 'Add Model…', icon: '$(add)', enablement: trusted, palette: true },
  'blindspot.downloadModel': { title: 'Download Model…', icon: '$(cloud-download)', enablement: trusted, palette: true },
  'blindspot.resumeDownload': { title: 'Resume Download', icon: '$(debug-continue)', enablement: trusted, palette: false },
  'blindspot.pauseDownload': { title: 'Pause Download', icon: '$(debug-pause)', palette: false },
  'blindspot.discardDownload': { title: 'Discard Download', palette: false },
  'blindspot.showModelCard': { title: 'Show Model Card', icon: '$(info)', enablement: trusted, palette: true },
  'blindspot.evaluateModel': { title: 'Evaluate on HANS…', icon: '$(play)', enablement: trusted, palette: false },
  'blindspot.fineTuneModel': { title: 'Fine-Tune Classifier…', enablement: trusted, palette: false },
  'blindspot.revealModel': { title: 'Reveal File', palette: false },
  'blindspot.copyModelPath': { title: 'Copy Path', palette: false },
  'blindspot.deleteModel': { title: 'Delete…', palette: false },
  'blindspot.refreshModels': { title: 'Refresh Models', icon: '$(refresh)', palette: false },
  'blindspot.doctor': { title: 'Doctor', icon: '$(pulse)', palette: true },
  'blindspot.documentation': { title: 'Documentation', icon: '$(book)', palette: true },
  'blindspot.copyReport': { title: 'Copy', icon: '$(copy)', palette: false },
  'blindspot.showLog': { title: 'Show Log', palette: true },
  'blindspot.cancelEvaluation': { title: 'Cancel Evaluation', enablement: 'blindspot.evaluating', palette: true },
  'blindspot.refreshRuns': { title: 'Refresh Runs', icon: '$(refresh)', palette: false },
  'blindspot.resumeRun': { title: 'Resume', icon: '$(debug-continue)', enablement: trusted, palette: false },
  'blindspot.selectForCompare': { title: 'Select for Compare', palette: false },
  'blindspot.compareWithSelected': { title: 'Compare with Selected', palette: false },
  'blindspot.compareSelected': { title: 'Compare Selected', palette: false },
  'blindspot.revealRun': { title: 'Reveal Folder', palette: false },
  'blindspot.copyRun': { title: 'Copy as Markdown', palette: false },
  'blindspot.deleteRun': { title: 'Delete Run', palette: false },
  'blindspot.openExample': { title: 'Open in the Data File', palette: false },
  'blindspot.annotate': { title: 'Annotate', icon: '$(checklist)', palette: true },
  'blindspot.annotateSimilar': { title: 'Annotate Similar…', icon: '$(checklist)', palette: true },
  'blindspot.fineTuneClassifier': { title: 'Fine-Tune Classifier…', enablement: trusted, palette: true },
  'blindspot.fineTuneGenerator': { title: 'Fine-Tune Generator…', enablement: trusted, palette: true },
  'blindspot.fineTune': { title: 'Fine-Tune', enablement: trusted, palette: false },
  'blindspot.stopTraining': { title: 'Stop Training', enablement: trusted, palette: true },
  'blindspot.resumeTraining': { title: 'Resume Training', enablement: trusted, palette: true },
  'blindspot.showTrainings': { title: 'Show Trainings', icon: '$(graph-line)', palette: true },
  'blindspot.evaluateAdapter': { title: 'Evaluate Adapter on HANS', enablement: trusted, palette: false },
  'blindspot.showExperimentFigure': { title: 'Show Experiment Figure', icon: '$(graph-line)', palette: true },
  'blindspot.newExperiment': { title: 'New Experiment…', icon: '$(new-file)', palette: true },
  'blindspot.planExperiment': { title: 'Plan Experiment', icon: '$(list-tree)', palette: true },
  'blindspot.measureExperiment': { title: 'Measure Experiment', enablement: trusted, palette: true },
  'blindspot.runExperiment': { title: 'Run Experiment', icon: '$(play)', enablement: trusted, palette: true },
  'blindspot.resumeExperiment': { title: 'Resume Experiment', icon: '$(debug-continue)', enablement: trusted, palette: true },
  'blindspot.retryExperiment': { title: 'Retry Failed Jobs', icon: '$(refresh)', enablement: trusted, palette: true },
  'blindspot.stopExperiment': { title: 'Stop Experiment', icon: '$(debug-stop)', enablement: trusted, palette: true },
  'blindspot.openExperimentFile': { title: 'Open File', icon: '$(go-to-file)', palette: false },
  'blindspot.openJobLog': { title: 'Open Log', icon: '$(output)', palette: false },
  'blindspot.openJobRun': { title: 'Open Run', icon: '$(graph)', palette: false },
} as const satisfies Readonly<Record<string, CommandEntry>>;

export type CommandId = keyof typeof commandTable;

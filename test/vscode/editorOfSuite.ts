import { afterAll, afterEach, beforeAll } from 'vitest';
import { startEditor, type Editor, type EditorOptions } from './editor';
import { screenshot, workbench } from './workbench';

/** An editor for the tests of a `describe`, opened before the first and closed after the last; a test that fails leaves a picture. */
export function useEditor(options: EditorOptions, onOpen: (editor: Editor) => void | Promise<void>): void {
  let editor: Editor | undefined;

  beforeAll(async () => {
    // Files of tests run side by side, and threads of llama.cpp that wait for each other slow one another down.
    editor = await startEditor({ ...options, settings: { 'blindspot.threads': 1, ...options.settings } });
    await editor.open();
    await workbench(editor.page);
    await onOpen(editor);
  });

  afterEach(async ({ task }) => {
    if (editor !== undefined && task.result?.state === 'fail') await screenshot(editor.page, `failed ${task.name}`);
  });

  afterAll(async () => {
    await editor?.close();
  });
}

// npm run docs: writes docs/command-line.md from the program itself. A test holds the two together.
import { writeFile } from 'node:fs/promises';
import { commandLineDocs } from './commandLineDocs';

await writeFile('docs/command-line.md', commandLineDocs());

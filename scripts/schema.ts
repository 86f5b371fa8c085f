// npm run schema: writes the JSON schema by which the editor completes and checks experiment files, from the zod
// schema that reads them. A test holds the two together.
import { writeFile } from 'node:fs/promises';
import { experimentJsonSchema } from '../src/core/experiment/experimentFile';

await writeFile('media/experiment.schema.json', `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`);

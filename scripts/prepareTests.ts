// Brings what the tests need beyond npm ci, before steps of `npm run verify` that run side by side would all do it.
import prepareFixtures from '../test/fixtures/prepare';
import { whyNoSlurm } from '../test/fixtures/slurm';
import { installTestTools } from './installTestTools';

await prepareFixtures();
await installTestTools();
await whyNoSlurm();

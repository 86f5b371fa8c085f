import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long others of this process may have to wait. */
const sliceMilliseconds = 10;

/** Runs a computation that pauses now and then, and lets others have their turn in its pauses. */
export async function inSlices<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  let begun = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun < sliceMilliseconds) continue;
    await nextTurn();
    begun = performance.now();
  }
}

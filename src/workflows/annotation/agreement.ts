import { setImmediate as nextTurn } from 'node:timers/promises';
import { agreementOf, type AnnotatedSet, type Agreement } from '../../core/annotation/agreement';

/** The interval of alpha is drawn by this seed, so that everybody gets the same. */
const seed = 1;
/** How long others of this process may have to wait. */
const sliceMilliseconds = 10;

/** How far annotators agree, computed a slice at a time. */
export async function computeAgreement(set: AnnotatedSet): Promise<Agreement> {
  const steps = agreementOf(set, seed);
  let begun = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun < sliceMilliseconds) continue;
    await nextTurn();
    begun = performance.now();
  }
}

import { agreementOf, type AnnotatedSet, type Agreement } from '../../core/annotation/agreement';
import { inSlices } from '../inSlices';

/** The interval of alpha is drawn by this seed, so that everybody gets the same. */
const seed = 1;

/** How far annotators agree, computed a slice at a time. */
export function computeAgreement(set: AnnotatedSet): Promise<Agreement> {
  return inSlices(agreementOf(set, seed));
}

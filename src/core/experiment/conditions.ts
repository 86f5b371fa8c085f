/** What a classifier saw after its starting point (Zhang & Pavlick 2025). */
export const conditions = ['original', 'synthetic', 'synthetic-biased'] as const;
export type Condition = (typeof conditions)[number];

/** What each classifier is asked: MNLI's two development sets, and HANS. */
export const testNames = ['matched', 'mismatched', 'hans'] as const;
export type TestName = (typeof testNames)[number];

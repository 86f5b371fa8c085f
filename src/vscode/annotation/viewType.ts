/** Declared in package.json as a custom editor. */
export const annotationViewType = 'blindspot.annotation';

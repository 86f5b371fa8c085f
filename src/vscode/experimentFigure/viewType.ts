/** Declared in package.json as well: the editor wakes the extension by it to restore a panel. */
export const experimentFigureViewType = 'blindspot.experimentFigure';

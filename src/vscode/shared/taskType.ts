/** Declared in package.json as well, with the settings of such a task. */
export const productTaskType = 'blindspot';

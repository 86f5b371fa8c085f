/** Language of scratch examples. By it they are known again after a reload, saved or not. */
export const scratchLanguage = 'blindspot-example';

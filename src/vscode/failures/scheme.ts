/** Failure documents are files of a file system of their own, which is computed and cannot be written to. */
export const failureScheme = 'blindspot-failures';

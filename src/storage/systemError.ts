import { UserError, type UserErrorCode } from '../core/userError';

/** The code of a file system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * A file system error as a sentence for a person. What is no file system error, or is one already, is
 * returned as it is.
 *
 * @param doing such as `read the data file`
 */
export function explain(error: unknown, doing: string, file: string): unknown {
  if (error instanceof UserError) return error;
  const reason = reasons[systemCode(error) ?? ''];
  if (reason === undefined) return error;
  return new UserError(reason.code, `Cannot ${doing} ${file}: ${reason.text}`, { cause: error });
}

const reasons: Readonly<Record<string, { readonly code: UserErrorCode; readonly text: string }>> = {
  ENOENT: { code: 'not-found', text: 'there is no such file. Check the path.' },
  ENOTDIR: { code: 'disk', text: 'a part of the path is a file and not a folder. Check the path.' },
  EISDIR: { code: 'disk', text: 'this is a folder and not a file. Check the path.' },
  EACCES: { code: 'disk', text: 'you have no permission. Change the permissions, or choose another.' },
  EPERM: { code: 'disk', text: 'the system does not permit it. Change the permissions, or choose another.' },
  EROFS: { code: 'disk', text: 'it is on a read-only disk. Choose another place.' },
  ENOSPC: { code: 'disk', text: 'the disk is full. Free some space and try again; what was written before is kept.' },
  EDQUOT: { code: 'disk', text: 'your disk quota is used up. Free some space and try again; what was written before is kept.' },
  ENAMETOOLONG: { code: 'disk', text: 'a name in the path is longer than the system allows. Choose a shorter one.' },
  EMFILE: { code: 'disk', text: 'too many files are open on this system. Close some programs and try again.' },
};

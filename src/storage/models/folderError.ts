import { UserError } from '../../core/userError';
import { systemCode } from '../systemError';

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the disk is read-only',
  EEXIST: 'a file stands where the folder should be',
  ENOTDIR: 'a file stands where the folder should be',
};

/** How another models folder is chosen, in words that follow “choose another folder”. */
export const otherFolder = '(in VS Code the setting blindspot.modelsFolder, in the terminal --models DIR or the variable BLINDSPOT_MODELS)';

/** Says what is wrong with the models folder, or returns any other error as it is. */
export function folderError(error: unknown, folder: string): unknown {
  const sentence = sentences[systemCode(error) ?? ''];
  if (sentence === undefined) return error;
  return new UserError(
    'disk',
    `The models folder ${folder} cannot be written: ${sentence}. Make room, or choose another folder ${otherFolder}.`,
    { cause: error },
  );
}

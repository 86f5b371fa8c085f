import { endMarker, hypothesisMark } from './generatorPrompt';

/**
 * A grammar (GBNF) of what follows a generator's prompt: two sentences with their marks, each with a
 * letter or digit in it. A colon ends a sentence, so that none can hold a second mark.
 */
export const exampleGrammar = [
  `root ::= " " sentence " ${hypothesisMark} " sentence " ${endMarker}"`,
  'sentence ::= sign* letter rest*',
  'sign ::= ["\'(\\[$-]',
  'letter ::= [A-Za-z0-9]',
  'rest ::= [^:\\n\\r\\t]',
].join('\n');

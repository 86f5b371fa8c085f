import { endMarker, hypothesisMark } from './generatorPrompt';

/**
 * A grammar (GBNF) of what follows a generator's prompt: two sentences with their marks, each with a
 * letter or digit in it. No sentence has a colon or two hyphens, with which the marks begin: so the
 * model cannot leave out the hypothesis, nor write a second one.
 */
export const exampleGrammar = [
  `root ::= " " sentence " ${hypothesisMark} " sentence " ${endMarker}"`,
  'sentence ::= sign* letter (other | "-" other)*',
  'sign ::= ["\'(\\[$]',
  'letter ::= [A-Za-z0-9]',
  'other ::= [^-:\\n\\r\\t]',
].join('\n');

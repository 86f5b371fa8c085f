import { tokensOf } from '../core/audit/audit';
import type { ModelCard } from '../core/models/card';
import { labelTexts } from '../core/scoring/prompt';
import { UserError } from '../core/userError';
import type { ModelProbe } from '../ports/modelProbe';

/** The file that a card is about, with what is known of it without opening it. */
export type CardSubject = Omit<ModelCard, 'header' | 'tokens'>;

/** @throws UserError `not-found`, `bad-model` or `engine` */
export async function modelCard(subject: CardSubject, probe: Pick<ModelProbe, 'inspect' | 'labelTokens'>): Promise<ModelCard> {
  const header = await probe.inspect(subject.file);
  return { ...subject, header, tokens: header.kind === 'adapter' ? null : await tokens(subject.file, probe) };
}

/** What keeps a model from being scored belongs on its card: it is no reason to show none. */
async function tokens(file: string, probe: Pick<ModelProbe, 'labelTokens'>): Promise<ModelCard['tokens']> {
  try {
    return tokensOf(await probe.labelTokens(file, labelTexts));
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'engine') throw error;
    return { problem: error.message };
  }
}

import type { Memento } from 'vscode';
import * as z from 'zod';
import { selectionSchema } from '../../core/runs/selection';

const choicesSchema = z.object({
  model: z.string().optional(),
  adapter: z.string().nullable().optional(),
  hans: z.string().optional(),
  data: z.string().optional(),
  examples: z.string().nullable().optional(),
  perLabel: z.number().optional(),
  /** Of a generation. */
  seed: z.number().optional(),
  selection: selectionSchema.optional(),
});
type Choices = z.infer<typeof choicesSchema>;

const key = 'lastChoices';

/** What was picked last in this workspace, which the pickers offer first. */
export class LastChoices {
  constructor(private readonly memento: Memento) {}

  get(): Choices {
    const parsed = choicesSchema.safeParse(this.memento.get(key));
    return parsed.success ? parsed.data : {};
  }

  async remember(choices: Choices): Promise<void> {
    await this.memento.update(key, { ...this.get(), ...choices });
  }
}

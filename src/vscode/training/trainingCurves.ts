import { TrainingCurve } from '../../core/training/curve';
import type { TrainerEvent } from '../../core/training/events';
import { UserError } from '../../core/userError';
import type { JournalTail } from '../../storage/journalTail';

/** A training's figures as far as they are read, and why no more of them can be. */
export interface ReadCurve {
  readonly curve: TrainingCurve;
  readonly problem: string | null;
}

interface Followed {
  readonly tail: JournalTail<TrainerEvent>;
  curve: TrainingCurve;
}

/** The curves of the trainings that a page shows: what was read of them is not read again. */
export class TrainingCurves {
  private readonly followed = new Map<string, Followed>();
  /** Readings come one after the other: two at once would count the same lines twice. */
  private last: Promise<unknown> = Promise.resolve();

  /** @param tailOf opens the progress of a training */
  constructor(private readonly tailOf: (id: string) => JournalTail<TrainerEvent>) {}

  read(id: string): Promise<ReadCurve> {
    const reading = this.last.then(() => this.readOn(id));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  forget(): void {
    this.followed.clear();
  }

  private async readOn(id: string): Promise<ReadCurve> {
    const followed = this.followed.get(id) ?? { tail: this.tailOf(id), curve: new TrainingCurve() };
    this.followed.set(id, followed);
    const anew = (): void => {
      followed.curve = new TrainingCurve();
    };
    try {
      for await (const events of followed.tail.read(anew)) for (const event of events) followed.curve.add(event);
      return { curve: followed.curve, problem: null };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { curve: followed.curve, problem: error.message };
    }
  }
}

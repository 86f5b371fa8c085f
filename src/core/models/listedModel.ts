import type { CatalogueModel } from './catalogue';

/** A model or adapter that can be named by its ID, whether its file is there or not. */
export interface ListedModel {
  readonly id: string;
  readonly title: string;
  /** Where the file is, or will be after a download. */
  readonly path: string;
  readonly there: boolean;
  /** Size of the file, or of what a download brings; null for a file of the user's own that is gone. */
  readonly bytes: number | null;
  /** Bytes of a download that was paused or broke off; 0 where there is none. */
  readonly part: number;
  /** The catalogue's entry; null for a file of the user's own. */
  readonly catalogue: CatalogueModel | null;
  readonly kind: 'model' | 'adapter';
  /** Who put it there: the catalogue, the user, a training of the folder that is open, or Blindspot's own package. */
  readonly origin: 'catalogue' | 'own' | 'training' | 'package';
}

import type { SettingName, SettingValue } from '../../src/core/training/settings';
import type { fileSettings, PanelState, Surroundings } from './contract';

/** Everything that the page shows. */
export interface PageState {
  /** Null until the extension has sent it. */
  readonly form: PanelState | null;
  readonly around: Surroundings;
  /** Settings that the reader has been at: what lacks elsewhere is not held against them yet. */
  readonly touched: ReadonlySet<string>;
  readonly problem: string | null;
  /** What a screen reader is told. */
  readonly announcement: string;
}

export type FileSetting = (typeof fileSettings)[number];

/** Everything that a reader can do. */
export interface PageActions {
  readonly set: (name: SettingName, value: SettingValue) => void;
  readonly choose: (setting: FileSetting) => void;
  readonly act: (type: 'measure' | 'save' | 'start') => void;
}


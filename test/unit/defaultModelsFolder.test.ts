import { describe, expect, it } from 'vitest';
import { defaultModelsFolder } from '../../src/storage/models/defaultFolder';

const linux = { platform: 'linux', home: '/home/ada' } as const;

describe('the folder for models', () => {
  it('is what BLINDSPOT_MODELS says, on every system', () => {
    const environment = { BLINDSPOT_MODELS: '/big/disk', XDG_DATA_HOME: '/data', LOCALAPPDATA: 'C:\\Local' };
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(defaultModelsFolder({ environment, platform, home: '/home/ada' })).toBe('/big/disk');
    }
  });

  it('is in XDG_DATA_HOME on Linux, or in ~/.local/share where that is unset, empty or relative', () => {
    expect(defaultModelsFolder({ ...linux, environment: { XDG_DATA_HOME: '/data' } })).toBe('/data/blindspot/models');
    for (const environment of [{}, { XDG_DATA_HOME: '' }, { XDG_DATA_HOME: 'data' }]) {
      expect(defaultModelsFolder({ ...linux, environment })).toBe('/home/ada/.local/share/blindspot/models');
    }
  });

  it('is in Application Support on macOS', () => {
    expect(defaultModelsFolder({ environment: { XDG_DATA_HOME: '/data' }, platform: 'darwin', home: '/Users/ada' })).toBe(
      '/Users/ada/Library/Application Support/blindspot/models',
    );
  });

  it('is in the local application data on Windows', () => {
    const windows = { platform: 'win32', home: 'C:\\Users\\ada' } as const;
    expect(defaultModelsFolder({ ...windows, environment: { LOCALAPPDATA: 'D:\\Local' } })).toBe('D:\\Local\\blindspot\\models');
    expect(defaultModelsFolder({ ...windows, environment: {} })).toBe('C:\\Users\\ada\\AppData\\Local\\blindspot\\models');
  });
});

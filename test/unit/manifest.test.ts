import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { commandTable, type CommandEntry } from '../../src/vscode/commandTable';

const table: [string, CommandEntry][] = Object.entries(commandTable);

describe('package.json', () => {
  it('declares each command of the table with its title, icon and condition, and no other', () => {
    expect(manifest.contributes.commands).toEqual(
      table.map(([command, { title, icon, enablement }]) => ({
        command,
        title,
        category: 'Blindspot',
        ...(icon === undefined ? {} : { icon }),
        ...(enablement === undefined ? {} : { enablement }),
      })),
    );
  });

  it('keeps from the palette just the commands that need a run to be about', () => {
    const hidden = manifest.contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
    expect(hidden).toEqual(table.filter(([, { palette }]) => !palette).map(([command]) => command));
  });

  it('names in its menus only commands of the table', () => {
    const named = Object.values(manifest.contributes.menus).flatMap((entries) => entries.map(({ command }) => command));
    expect(named.filter((command) => !(command in commandTable))).toEqual([]);
  });

  it('lets no workspace choose where models come from or how many threads they take', () => {
    const { properties } = manifest.contributes.configuration;
    expect([properties['blindspot.modelsFolder'].scope, properties['blindspot.threads'].scope]).toEqual(['machine', 'machine']);
  });
});

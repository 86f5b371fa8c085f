import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { commandTable, type CommandEntry } from '../../src/vscode/commandTable';
import { contextOf, outcomes } from '../../src/vscode/walkthrough/outcomes';

const settings = manifest.contributes.configuration.properties;
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

  it('names in its menus and keys only commands of the table', () => {
    const { menus, keybindings } = manifest.contributes;
    const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    expect(named.filter((command) => !(command in commandTable))).toEqual([]);
  });

  it('links in walk-through and empty views only to its own commands, and shows pictures that are there', () => {
    const { walkthroughs, viewsWelcome } = manifest.contributes;
    const linked = [...JSON.stringify([walkthroughs, viewsWelcome]).matchAll(/(?:command:|onCommand:)(blindspot\.\w+)/g)].map(([, command = '']) => command);
    expect(linked).not.toEqual([]);
    expect(linked.filter((command) => !(command in commandTable))).toEqual([]);
    const pictures = walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
    expect(pictures.filter((picture) => !existsSync(picture))).toEqual([]);
  });

  it('ticks off each step of the walk-through by what comes of it, never by a command that may be given up', () => {
    const events = manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ completionEvents }) => completionEvents));
    expect(events).toEqual(outcomes.map((outcome) => [`onContext:${contextOf(outcome)}`]));
  });

  it('lets no workspace choose folders outside of it, what models may take of the machine, or who annotates', () => {
    const scopes = Object.entries(settings).flatMap(([name, setting]) => ('scope' in setting ? [[name.replace('blindspot.', ''), setting.scope]] : []));
    expect(Object.fromEntries(scopes)).toEqual({
      'annotation.annotator': 'application',
      contextSize: 'machine',
      dataFolder: 'machine',
      executor: 'machine',
      gpu: 'machine-overridable',
      modelsFolder: 'machine',
      threads: 'machine',
    });
  });

  it('lets a workspace that is not trusted set nothing about the machine', () => {
    const settable = Object.entries(settings).flatMap(([name, setting]) => ('scope' in setting && setting.scope === 'machine-overridable' ? [name] : []));
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(settable);
  });

  it('speaks only in views of its own, and only where a condition makes it true, since a view is empty while it loads too', () => {
    const strays = manifest.contributes.viewsWelcome.filter(({ view, when }) => !view.startsWith('blindspot.') || when === '');
    expect(strays).toEqual([]);
  });

  it('has no key that does something outside of the view that it is for', () => {
    const strays = manifest.contributes.keybindings.filter(({ when, args }) => when !== `focusedView == '${args.$treeViewId}' && listFocus && !inputFocus`);
    expect(strays).toEqual([]);
  });

  it('describes each setting', () => {
    expect(Object.values(settings).filter(({ markdownDescription }) => markdownDescription.length < 20)).toEqual([]);
  });
});

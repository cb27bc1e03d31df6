import { describe, expect, test } from 'vitest';
import { rank } from '../../src-renderer/palette/rank.ts';
import type { Command, CommandGroup } from '../../src-renderer/state/commands.svelte.ts';

const command = (label: string, group: CommandGroup = 'experiment', note = ''): Command => ({
  id: `${group}/${label}`,
  group,
  label,
  note,
  run: () => {},
});
const labels = (commands: readonly Command[], query: string, recent: readonly string[] = []) =>
  rank(commands, query, recent).map((one) => one.command.label);

describe('rank()', () => {
  const all = [
    command('Runs', 'place'),
    command('main-table-mini'),
    command('loss-ablation'),
    command('Época larga'),
    command('Fine-tune', 'run', 'NewsBERT-4, seed 3'),
  ];
  test('finds beginnings of words before letters somewhere', () => {
    expect(labels(all, 'mt')[0]).toBe('main-table-mini');
    expect(labels(all, 'runs')).toEqual(['Runs']);
  });
  test('finds by the note, without case and accents', () => {
    expect(labels(all, '3 newsbert')).toEqual(['Fine-tune']);
    expect(labels(all, 'epoca')).toEqual(['Época larga']);
    expect(labels(all, 'xyz')).toEqual([]);
  });
  test('begins with what was chosen lately, and shows five of each kind of thing', () => {
    const many = [...all, ...Array.from({ length: 20 }, (_, at) => command(`sweep-${at}`))];
    const shown = rank(many, '', ['experiment/sweep-19', 'experiment/gone']);
    expect(shown[0]).toMatchObject({ recent: true, command: { label: 'sweep-19' } });
    expect(shown.filter(({ command: { group }, recent }) => group === 'experiment' && !recent)).toHaveLength(
      5,
    );
  });
  test('what was chosen lately wins among equals', () => {
    const two = [command('sweep-1'), command('sweep-2')];
    expect(labels(two, 'sweep')).toEqual(['sweep-1', 'sweep-2']);
    expect(labels(two, 'sweep', ['experiment/sweep-2'])).toEqual(['sweep-2', 'sweep-1']);
  });
});

/** What the frame itself offers in the palette and hears as shortcuts: places, things by name, new, theme, language, help. */
import { LANGUAGE_NAMES, LANGUAGES } from '#shared/messages/messages.ts';
import { type Command, commands } from '../../state/commands.svelte.ts';
import { experiments } from '../../state/experiments.svelte.ts';
import { frame } from '../../state/frame.svelte.ts';
import { language, t } from '../../state/language.svelte.ts';
import { library } from '../../state/library.svelte.ts';
import { router } from '../../state/route.svelte.ts';
import { runs } from '../../state/runs.svelte.ts';
import { type Shortcut, shortcuts } from '../../state/shortcuts.svelte.ts';
import { tables } from '../../state/tables.svelte.ts';
import { theme, THEMES } from '../../state/theme.svelte.ts';
import { stageTitle } from '../../stage-words.ts';
import { moment, stateWord } from '../../words.ts';
import { PLACES } from './places.ts';

const placeCommands = (): Command[] =>
  PLACES.map(({ label, route, keys }) => ({
    id: label,
    group: 'place',
    label: t(label),
    keys,
    run: () => router.go(route),
  }));

const actionCommands = (): Command[] => [
  {
    id: 'new',
    group: 'action',
    label: t('experiments.new'),
    keys: 'n',
    run: () => router.go({ view: 'new' }),
  },
  ...THEMES.map((one): Command => ({
    id: `theme/${one}`,
    group: 'action',
    label: t('palette.theme', { theme: t(`theme.${one}`) }),
    run: () => theme.choose(one),
  })),
  ...LANGUAGES.map((one): Command => ({
    id: `language/${one}`,
    group: 'action',
    label: t('palette.language', { language: LANGUAGE_NAMES[one] }),
    words: 'language idioma',
    run: () => language.choose(one),
  })),
  { id: 'settings', group: 'action', label: t('settings.title'), run: () => frame.show('settings') },
  { id: 'keys', group: 'action', label: t('keys.title'), keys: '?', run: () => frame.show('keys') },
];

const experimentCommands = (): Command[] =>
  experiments.rows.map(({ name, state, dataset }) => ({
    id: `experiment/${name}`,
    group: 'experiment',
    label: name,
    note: `${stateWord(state)}, ${dataset}`,
    run: () => router.go({ view: 'experiment', name, tab: state === 'done' ? 'results' : 'progress' }),
  }));

const libraryCommands = (): Command[] => [
  ...(library.datasets.value ?? []).map(({ name, importedAt }): Command => ({
    id: `dataset/${name}`,
    group: 'dataset',
    label: name,
    note: moment(importedAt),
    run: () => router.go({ view: 'dataset', name }),
  })),
  ...(library.plms.value ?? []).map(({ name }): Command => ({
    id: `model/${name}`,
    group: 'model',
    label: name,
    run: () => router.go({ view: 'models' }),
  })),
];

const tableCommands = (): Command[] =>
  tables.rows.map(({ name, updatedAt }) => ({
    id: `table/${name}`,
    group: 'table',
    label: name,
    note: moment(updatedAt),
    run: () => router.go({ view: 'table', name }),
  }));

/** Runs are many, and told apart by method and seed; those in the trash are left out. */
function runCommands(): Command[] {
  const seeds = new Map<number, string>();
  const seedOf = (seed: number): string => {
    const known = seeds.get(seed) ?? t('experiment.seedOf', { seed: String(seed) });
    seeds.set(seed, known);
    return known;
  };
  return runs.list
    .filter((run) => run.trashedAt === null)
    .map((run) => ({
      id: `run/${run.key}`,
      group: 'run',
      label: run.renamed ? run.title : stageTitle(run.title),
      note: [seedOf(run.seed), run.methods.join(', '), run.experiments.at(-1)].filter(Boolean).join(' · '),
      run: () => router.go({ view: 'run', key: run.key }),
    }));
}

const isFolded = (): boolean => matchMedia('(max-width: 760px)').matches;

/** For as long as the page lives; call once. */
export function startFrameCommands(): void {
  for (const source of [
    placeCommands,
    actionCommands,
    experimentCommands,
    libraryCommands,
    tableCommands,
    runCommands,
  ])
    commands.register(source);
  const everywhere: Shortcut[] = [
    {
      keys: '$mod+k',
      label: () => t('palette.title'),
      run: () => (frame.sheet === 'palette' ? frame.close() : frame.show('palette')),
      whileTyping: true,
    },
    {
      keys: 'n',
      label: () => t('experiments.new'),
      run: () => router.go({ view: 'new' }),
      // There it is one already, and being written.
      enabled: () => router.route.view !== 'new',
    },
    { keys: '?', label: () => t('keys.help'), run: () => frame.show('keys') },
    { keys: 'Escape', label: () => t('keys.close'), run: () => (frame.places = false), enabled: isFolded },
  ];
  shortcuts.register({
    title: () => t('keys.places'),
    shortcuts: PLACES.map(({ label, route, keys }) => ({
      keys,
      label: () => t(label),
      run: () => router.go(route),
    })),
  });
  shortcuts.register({ title: () => t('keys.everywhere'), shortcuts: everywhere });
  shortcuts.start();
}

import { afterEach, describe, expect, test } from 'vitest';
import { readPresets } from '#lab/library/presets.ts';
import { experimentSchema } from '#shared/config/experiment.ts';
import { titleKey } from '#shared/stage-titles.ts';
import { STAGE_TITLES } from '#shared/trainer-protocol/stages.ts';
import { expandedDetail } from './fixture-stages.ts';
import { plmOf } from './fixture-data.ts';
import { factWord, kindTitle, phaseWord, stageTitle } from '../../src-renderer/stage-words.ts';
import { language } from '../../src-renderer/state/language.svelte.ts';

/** Titles of every stage of every preset, whatever PLMs it names. */
function presetTitles(): string[] {
  const titles = readPresets('resources').flatMap(({ config }) => {
    const experiment = experimentSchema.parse(config);
    // Any word of a configuration may name an imported PLM.
    const words = JSON.stringify(config).match(/[\w.-]+/g) ?? [];
    const plms = [...new Set(words)].map((word) => plmOf(word));
    return expandedDetail(experiment, 0, plms).stages.map(({ title }) => title);
  });
  return [...new Set(titles)];
}

describe('stage words', () => {
  afterEach(() => (language.shown = 'en'));

  test('stageTitle() knows every title that the presets give', () => {
    const titles = presetTitles();
    expect(titles.length).toBeGreaterThan(15);
    expect(titles.filter((title) => titleKey(title) === undefined)).toEqual([]);
  });
  test('in English they are what the lab says, in Spanish other words', () => {
    for (const title of presetTitles()) expect(stageTitle(title)).toBe(title);
    for (const [kind, title] of Object.entries(STAGE_TITLES)) expect(kindTitle(kind)).toBe(title);
    language.shown = 'es';
    expect(stageTitle('Fine-tune teacher 2')).toBe('Ajuste fino del maestro 2');
    expect(kindTitle('evaluate')).toBe('Evaluar');
    expect(phaseWord('Read news.tsv')).toBe('Leer news.tsv');
    expect(factWord('finalLoss')).toBe('Pérdida final');
  });
  test('a name that is not known stays as it is', () => {
    expect(stageTitle('Dream of sheep 3')).toBe('Dream of sheep 3');
    expect(kindTitle('imported')).toBe('imported');
    expect(phaseWord('Dream')).toBe('Dream');
    expect(factWord('sheepCount')).toBe('Sheep count');
  });
});

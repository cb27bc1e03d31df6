/** The form beside its file, the sweep and the cost, on the real lab: by keyboard, both ways, in both languages. */
import type { Browser, Page } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SWEEP_FIELDS } from '#shared/config/sweep-fields.ts';
import { wordsOf } from '#shared/messages/said.ts';
import { findChromium, requireOrSkip } from '#tests/e2e/machine.ts';
import { filledExperiment } from '#tests/fixtures/filled-workspace.ts';
import { fieldOfEverything } from './form-fields.ts';
import { isSaid } from '../../src-renderer/form/field-words.ts';
import { SETTING_GROUPS } from '../../src-renderer/form/fields.ts';
import { fromExperiment, fromRun } from '../../src-renderer/form/start-from.ts';
import { firstValues, listText, readList, sweepSize } from '../../src-renderer/form/sweep-form.ts';
import { problemLines, readYaml, writeYaml } from '../../src-renderer/form/yaml-document.ts';
import { axeFindings } from './axe-findings.ts';
import { buildRenderer, launchBrowser, openPage, type PageOptions } from './browser.ts';
import { type FilledLab, startFilledLab } from './filled-lab.ts';

const FILE = `# Why we do this
name: mine # a good name
dataset: news
settings:
  fineTuning:
    learningRate: 5e-5 # as the paper
methods:
  # The baseline
  - { method: PLM-NR, variant: FT, layers: 4 }
  # Ours
  - method: Tiny-NewsRec
    layers: 2
`;

function documentOf(text: string) {
  const read = readYaml(text);
  if ('problem' in read) throw new Error(wordsOf('en', read.problem.said));
  return read;
}

describe('writeYaml()', () => {
  const written = (change: (config: Record<string, never>) => void, text = FILE): string => {
    const { document, config } = documentOf(text);
    change(config as Record<string, never>);
    const result = writeYaml(document, config);
    expect(parse(result)).toEqual(config);
    return result;
  };
  test('changes a value in place, and keeps comments, order and spelling of the rest', () => {
    const text = written((config) => Object.assign(config, { name: 'other' }));
    expect(text).toBe(FILE.replace('name: mine', 'name: other'));
  });
  test('puts a new field of the experiment where the schema has it', () => {
    const lines = written((config) => Object.assign(config, { repeats: 3 })).split('\n');
    expect(lines.indexOf('repeats: 3')).toBe(lines.indexOf('settings:') - 1);
  });
  test('takes a row out and keeps the comments of the others', () => {
    const text = written((config) => void (config.methods as unknown[]).splice(0, 1));
    expect(text).toContain('# Ours');
    expect(text).toContain('# as the paper');
    expect(text).not.toContain('PLM-NR');
  });
  test('leaves out what is empty', () => {
    const { document, config } = documentOf(FILE);
    const text = writeYaml(document, { ...config, settings: { fineTuning: {} } });
    expect(text).not.toContain('settings');
  });
  test('writes anew what cannot be changed in place, an anchor that two places share', () => {
    const shared = 'settings:\n  fineTuning: &a { epochs: 1 }\n  stageTwo: *a\n';
    const text = written((config) => {
      const settings = config.settings as Record<string, unknown>;
      settings.fineTuning = { epochs: 2 };
      settings.stageTwo = { epochs: 1 };
    }, shared);
    expect(parse(text)).toEqual({ settings: { fineTuning: { epochs: 2 }, stageTwo: { epochs: 1 } } });
  });
});

describe('readYaml()', () => {
  test('says line and column of an error, and that a list is no experiment', () => {
    expect(readYaml('name: x\nrepeats: [1\ndataset: y\n')).toMatchObject({ problem: { line: 3, column: 1 } });
    expect(readYaml('- a\n')).toMatchObject({ problem: { line: 1, column: 1 } });
    expect(readYaml('a: 1\na: 2\n')).toMatchObject({ problem: { line: 2 } });
  });
  test('problemLines() finds the line of each field, or of what is around it', () => {
    const { document } = documentOf(FILE);
    const at = (...path: (string | number)[]) => [
      ...problemLines(document, FILE, [{ path, message: 'Odd.' }]).keys(),
    ];
    expect(at('settings', 'fineTuning', 'learningRate')).toEqual([6]);
    expect(at('methods', 1, 'layers')).toEqual([12]);
    expect(at('methods', 1, 'teachers')).toEqual([11]);
    expect(at('corpus')).toEqual([]);
  });
});

describe('where an experiment begins', () => {
  const config = { ...filledExperiment('old'), description: '' } as never;
  test('fromExperiment() takes the file with its comments where it is whole, else what ran', () => {
    expect(fromExperiment({ config, yaml: FILE })).toMatchObject({ config: { name: 'mine' }, yaml: FILE });
    expect(fromExperiment({ config, yaml: 'name: old\n' }).config).toEqual(config);
  });
  test('fromRun() keeps the rows that need the run, and all where none does in particular', () => {
    const rowsOf = (...methods: string[]) => fromRun({ methods }, { config }).config.methods as object[];
    expect(rowsOf('NewsBERT-2')).toEqual([{ method: 'NewsBERT', layers: 2, teacherLayers: 4 }]);
    expect(rowsOf('gone')).toHaveLength(4);
  });
});

describe('the sweep as text', () => {
  test('readList() and listText() agree on numbers, and keep half-typed values', () => {
    expect(readList('1e-5, 5e-5 0.01;128')).toEqual([1e-5, 5e-5, 0.01, 128]);
    expect(listText(readList('1e-5, 0.00005'))).toBe('1e-5, 5e-5');
    expect(readList('1e-, ')).toEqual(['1e-']);
  });
  test('firstValues() are values that the field takes', () => {
    for (const field of SWEEP_FIELDS.values())
      for (const value of firstValues(field, 1))
        expect([field.name, field.accepts(value).success]).toEqual([field.name, true]);
  });
  test('sweepSize() counts combinations and rows as they are typed, and nothing of a wrong sweep', () => {
    const experiment = filledExperiment('x');
    const sweep = { method: 'grid', fields: { 'stageTwo.epochs': [1, 2, 3], 'stageTwo.dropout': [0, 0.1] } };
    expect(sweepSize({ ...experiment, sweep })).toEqual({ combinations: 6, rows: 9, repeats: 5 });
    expect(sweepSize({ ...experiment, sweep: { method: 'grid', fields: { x: [1] } } })).toBeUndefined();
  });
});

test('every label, help and unit of the form has a message', () => {
  const missing = fieldOfEverything().flatMap(({ label, help, unit }) => [
    ...(isSaid('label', label) ? [] : [label]),
    ...(isSaid('help', help) ? [] : [help]),
    ...(isSaid('unit', unit) ? [] : [unit]),
  ]);
  expect([
    ...missing,
    ...SETTING_GROUPS.filter(({ title }) => !isSaid('label', title)).map(({ title }) => title),
  ]).toEqual([]);
});

const reason = requireOrSkip('Chromium', findChromium());
describe.skipIf(reason)(`the form beside its file${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let built: Awaited<ReturnType<typeof buildRenderer>>;
  let browser: Browser;
  let filled: FilledLab;
  beforeAll(async () => {
    built = await buildRenderer();
    browser = await launchBrowser();
    filled = await startFilledLab(built.folder);
  });
  afterAll(async () => {
    await filled?.close();
    await browser?.close();
  });

  async function show(address: string, options: PageOptions = {}): Promise<{ page: Page; errors: string[] }> {
    const url = new URL(filled.url);
    url.hash = address;
    const { page, errors } = await openPage(browser, url.href, { locale: 'en', ...options });
    return { page, errors };
  }
  const file = (page: Page) => page.getByRole('textbox', { name: 'Experiment as YAML' });
  const parsed = async (page: Page) => parse(await file(page).inputValue()) as Record<string, unknown>;
  const picture = async (page: Page, name: string): Promise<void> => {
    if (process.env.FORM_PICTURES)
      await page.screenshot({ path: `${process.env.FORM_PICTURES}/${name}.png` });
  };

  test('a change in the form shows in the file and the other way round; an error keeps the form as it was', async () => {
    const { page, errors } = await show('/new/copy/main-table');
    const repeats = page.getByRole('textbox', { name: 'Repeats', exact: true });
    await repeats.fill('3');
    expect(await parsed(page)).toMatchObject({ repeats: 3 });
    const text = await file(page).inputValue();
    await file(page).fill(`# Mine\n${text.replace('repeats: 3', 'repeats: 7 # more')}`);
    await expect.poll(() => repeats.inputValue()).toBe('7');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('renamed');
    expect(await file(page).inputValue()).toMatch(/^# Mine\n+name: renamed\n[^]*repeats: 7 # more\n/);

    const good = await file(page).inputValue();
    await file(page).fill(good.replace('repeats: 7 # more', 'repeats: [7'));
    await page.getByText(/^Line \d+, column \d+: /).waitFor();
    expect(await repeats.inputValue()).toBe('7');
    await expect.poll(() => page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Go there' }).press('Enter');
    expect(await file(page).evaluate((area) => area === document.activeElement)).toBe(true);
    await picture(page, 'yaml-error');
    // A change in the form writes the file anew; undo brings the user's text back.
    await repeats.fill('2');
    expect(await parsed(page)).toMatchObject({ repeats: 2, name: 'renamed' });
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await file(page).inputValue()).toContain('repeats: [7');
    // Rows that come and go in the file do so in the form.
    const rows = page.getByRole('listitem', { name: /^Method \d/ });
    await file(page).fill(
      'name: two\ndataset: news\nplm: x\nmethods:\n  - { method: PLM-NR, variant: FT, layers: 1 }\n',
    );
    await expect.poll(() => rows.count()).toBe(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a list of the problems leads to their fields', async () => {
    const { page } = await show('/new/copy/main-table');
    const seed = page.getByRole('textbox', { name: 'First seed' });
    await seed.fill('-4');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('a name with spaces');
    const summary = page.getByRole('region', { name: '2 problems to solve' });
    await summary.getByRole('button', { name: 'First seed' }).press('Enter');
    expect(await seed.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Show the first' }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe('name');
    await picture(page, 'problems');
    await page.context().close();
  });

  test('a problem of several rows is said once, and a field that is none by its name', async () => {
    const { page, errors } = await show('/new/copy/main-table');
    const written = await parsed(page);
    const settings = { ...(written.settings as object), postTraining: { maxSteps: 50 } };
    await file(page).fill(stringify({ ...written, name: 'fifty', sead: 1, settings }));
    const summary = page.getByRole('region', { name: '2 problems to solve' });
    await summary.getByText('There is no field "sead"').waitFor();
    expect(await summary.getByText(/need 2,?000 steps; at most 50/).count()).toBe(1);
    await file(page).fill(stringify({ ...written, name: 'fifty' }));
    await expect
      .poll(() => page.getByRole('button', { name: /^Start|^Show the result/ }).isEnabled())
      .toBe(true);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a sweep is added by keyboard, counted live, started, and labelled in the table', async () => {
    const { page, errors } = await show('/new/copy/main-table');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('swept');
    await page.getByRole('textbox', { name: 'Repeats', exact: true }).fill('2');
    await page.getByRole('button', { name: 'Add a sweep' }).press('Enter');
    await page.getByText(/combinations?: \d+ rows/).waitFor();
    // The keyboard is at the new field.
    await page.keyboard.press('Tab');
    const field = page.getByRole('combobox', { name: 'Field' });
    await field.selectOption({ label: 'Distillation, NewsBERT, Temperature' });
    const values = page.getByRole('textbox', { name: /^Values of Distillation, NewsBERT, Temperature/ });
    await values.fill('1, 2, 1000');
    await page.getByText('1000 is no value of "newsBert.temperature"', { exact: false }).first().waitFor();
    await values.fill('1, 2, 4');
    await page.getByText('3 combinations: 6 rows × 2 repeats = 12 runs').waitFor();
    expect(await parsed(page)).toMatchObject({
      sweep: { method: 'grid', fields: { 'newsBert.temperature': [1, 2, 4] } },
    });
    await page.getByRole('radio', { name: 'Random' }).press('Space');
    await page
      .getByText(/only 3 different combinations/)
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: 'Samples' }).fill('2');
    await page.getByText('2 combinations: 5 rows × 2 repeats = 10 runs').waitFor();
    await picture(page, 'sweep');
    expect(await axeFindings(page)).toEqual([]);

    const start = page.getByRole('button', { name: /^Start \d+ stages/ });
    await start.waitFor();
    await expect.poll(() => start.isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'What this is based on' }).press('Enter');
    await page.getByRole('region', { name: 'What it takes on this machine' }).waitFor();
    await picture(page, 'cost');
    await start.press('Enter');
    await page.waitForURL(/experiments\/swept/);
    await filled.lab.settled('swept');
    const labels = filled.lab.resultTable('swept').rows.map(({ method }) => method);
    expect(labels.filter((label) => /^NewsBERT-2, temperature \d$/.test(label))).toHaveLength(2);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a copy has its sweep again, and a run gives a form of its own row', async () => {
    const { page } = await show('/new/copy/swept');
    await page.getByRole('combobox', { name: 'Field' }).waitFor();
    expect(await parsed(page)).toMatchObject({ name: 'swept-2', sweep: { method: 'random', samples: 2 } });
    await page.context().close();

    const { runs } = filled.lab.runs.list();
    const run = runs.find(({ kind, methods }) => kind === 'evaluate' && methods.join() === 'PLM-NR-4 (DP)')!;
    const opened = await show(`/runs/${run.key}`);
    await opened.page.getByRole('link', { name: 'New like this' }).press('Enter');
    await opened.page.getByRole('heading', { name: /^From the run/ }).waitFor();
    expect((await parsed(opened.page)).methods).toEqual([
      expect.objectContaining({ method: 'PLM-NR', variant: 'DP', layers: 4 }),
    ]);
    await opened.page.context().close();
  });

  test('speaks Spanish, and axe finds nothing in the dark either', async () => {
    const { page } = await show('/new/copy/swept', { locale: 'es', dark: true });
    await page.getByRole('textbox', { name: 'Repeticiones', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Barrido' }).waitFor();
    await page.getByText('Tasa de aprendizaje', { exact: false }).first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^Empezar|^Ver el resultado/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'spanish-dark');
    await page.context().close();
  });

  // Not held by anything: for a look at them.
  test.runIf(process.env.FORM_PICTURES)('pictures', { timeout: 300_000 }, async () => {
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const)
      for (const dark of [false, true]) {
        const name = `${width}-${dark ? 'dark' : 'light'}`;
        const cards = await show('/new', { width, height, dark });
        await cards.page
          .getByText(/^Here: /)
          .first()
          .waitFor();
        await picture(cards.page, `cards-${name}`);
        await cards.page.context().close();
        const { page } = await show('/new/main-table-sample', { width, height, dark });
        await page.getByRole('button', { name: 'Add a sweep' }).click();
        await page
          .getByRole('textbox', { name: 'Name', exact: true })
          .fill('a name that is wrong and very long '.repeat(3));
        await page.getByRole('region', { name: /to solve/ }).waitFor();
        await picture(page, `errors-${name}`);
        await page.getByRole('combobox', { name: 'Field' }).scrollIntoViewIfNeeded();
        await page.getByRole('button', { name: 'Add a field' }).click();
        await page.getByRole('radio', { name: 'Range' }).first().press('Space');
        await page.getByRole('radio', { name: 'Chosen rows' }).press('Space');
        await picture(page, `rows-${name}`);
        await page.context().close();
      }
  });
});

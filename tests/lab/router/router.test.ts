import { createRouterClient, ORPCError } from '@orpc/server';
import { afterEach, expect, test } from 'vitest';
import { wordsOf } from '#shared/messages/said.ts';
import { ScriptedLab, smallExperiment } from '../scripted-lab.ts';

const scripted: ScriptedLab[] = [];
afterEach(async () => {
  for (const lab of scripted.splice(0)) await lab.close();
});

async function client() {
  const script = new ScriptedLab();
  scripted.push(script);
  const { router } = await script.start();
  return { call: createRouterClient(router), script };
}

/** What a client sees of a rejected call. */
async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string; details: unknown }> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ORPCError)) throw new Error('The call was not rejected as the contract says.');
  expect(error).toMatchObject({ code: 'LAB', defined: true });
  return { message: error.message, ...(error.data as { code: string; details: unknown }) };
}

test('the whole way: import, check, start, events, table, export, stop of what is done, remove', async () => {
  const { call, script } = await client();
  const events = await call.system.events();
  const dataset = await call.datasets.import({ name: 'news', source: script.source('news') });
  expect(await call.datasets.list()).toEqual([dataset]);
  const check = await call.experiments.check({ config: smallExperiment });
  expect(check).toMatchObject({ problems: [], plan: { stages: 5, reused: 0 } });
  const row = await call.experiments.start({ config: smallExperiment });
  expect(row).toMatchObject({ name: 'small', stagesTotal: 5 });
  for await (const event of events) if (event.type === 'experiment' && event.row.state === 'done') break;
  const detail = await call.experiments.get({ name: 'small' });
  expect(detail.stages.map(({ state }) => state)).toEqual(Array(5).fill('done'));
  expect(detail.best).toEqual({ method: 'PLM-NR-2 (FT)', auc: 0.61 });
  const [curve] = await call.stages.points({ key: detail.stages[2]!.key });
  expect(curve).toEqual({ metric: 'loss', steps: [1, 2, 3], values: [1, 1 / 2, 1 / 3] });
  expect(await call.stages.log({ key: detail.stages[2]!.key })).toEqual([]);
  expect((await call.tables.get({ name: 'small' })).complete).toBe(true);
  const file = await call.tables.export({ name: 'small', format: 'tex' });
  expect(file).toMatchObject({ fileName: 'small.tex', mediaType: 'application/x-tex' });
  expect(file.text).toContain('PLM-NR-2');
  expect(file.text).not.toContain('published');
  const beside = await call.tables.get({ name: 'small', published: 'MIND' });
  expect(beside.rows[0]?.published?.metrics.auc).toEqual({ mean: 0.6899, sd: 0.0008 });
  expect(beside.rows[0]?.metrics.auc?.mean).toBe(0.61);
  const csv = await call.tables.export({ name: 'small', format: 'csv', published: 'Feeds' });
  expect(csv.text).toContain(',PLM-NR-2 (FT),Feeds,test,5,0.6705,0.0014,');
  expect(await call.experiments.stop({ name: 'small' })).toEqual({ ok: true });
  expect((await call.experiments.list())[0]!.state).toBe('done');
  await call.experiments.remove({ name: 'small' });
  await call.datasets.remove({ name: 'news' });
  expect(await call.experiments.list()).toEqual([]);
  expect((await call.system.status()).running).toBe(0);
});

test('a part of a dataset is a dataset, and their rows are one table', async () => {
  const { call, script } = await client();
  const { key } = await call.datasets.import({ name: 'news', source: script.source('news') });
  const asked = { name: 'part', parent: 'news', subset: { users: { count: 1 } } };
  const part = await call.datasets.derive(asked);
  expect(part.summary.derived).toMatchObject({ parent: { name: 'news', key }, users: 1, seed: 1 });
  expect(await call.datasets.derive(asked)).toEqual(part);
  const file = await call.datasets.export({ format: 'csv', names: ['part'] });
  expect(file).toMatchObject({ fileName: 'datasets.csv', mediaType: 'text/csv' });
  expect(file.text.split('\n')[1]).toMatch(/^part,/);
  await call.experiments.start({ config: { ...smallExperiment, dataset: 'part' } });
  expect((await call.tables.get({ name: 'small' })).notes).toContain(
    'part is made from another dataset: 1 user of news, seed 1.',
  );
  expect(await errorOf(call.datasets.export({ format: 'md', names: ['absent'] }))).toMatchObject({
    code: 'not-found',
  });
});

test('errors carry the code, the sentence and the details of the lab', async () => {
  const { call, script } = await client();
  expect(await errorOf(call.experiments.get({ name: 'none' }))).toMatchObject({
    code: 'not-found',
    message: 'There is no experiment "none".',
    said: { key: 'error.noExperiment', values: { name: 'none' } },
  });
  expect(await errorOf(call.stages.points({ key: 'none' }))).toMatchObject({ code: 'not-found' });
  await call.datasets.import({ name: 'news', source: script.source('news') });
  const other = call.datasets.import({ name: 'news', source: script.source('other') });
  expect(await errorOf(other)).toMatchObject({ code: 'conflict', details: { name: 'news' } });
});

test('input that does not fit the contract is bad input with its path', async () => {
  const { call } = await client();
  expect(await errorOf(call.experiments.get({ name: '../x' }))).toMatchObject({
    code: 'bad-input',
    details: { problems: [{ path: ['name'] }] },
    said: { values: { problems: { each: [{ values: { what: 'name', why: { key: 'rule.name' } } }] } } },
  });
});

test('check tells problems for readers of any language', async () => {
  const { call } = await client();
  const config = {
    ...smallExperiment,
    dataset: 'no',
    repeats: 'many',
    methods: [{ method: 'Dream', layers: 2 }],
  };
  const words = async (changes: object) =>
    (await call.experiments.check({ config: { ...config, ...changes } })).problems.map(({ said }) =>
      wordsOf('es', said!),
    );
  expect(await words({})).toEqual([
    'Entrada inválida: se esperaba número, recibido texto',
    expect.stringMatching(/^No hay ningún método "Dream"\. Elija uno de PLM-NR, /),
  ]);
  expect(await words({ repeats: 1, methods: smallExperiment.methods })).toContain(
    'No hay ningún conjunto de datos "no". Impórtelo antes, o escriba otro nombre.',
  );
});

test('check tells all problems with their paths', async () => {
  const { call, script } = await client();
  await call.datasets.import({ name: 'news', source: script.source('plain') });
  await call.plms.import({ name: 'bert', source: script.source('short-plm') });
  const paths = async (config: unknown) =>
    (await call.experiments.check({ config })).problems.map(({ path }) => path.join('.'));
  expect(await paths({ ...smallExperiment, dataset: 'no', plm: 'no' })).toEqual(['dataset', 'plm']);
  expect(await paths(smallExperiment)).toEqual(['plm']);
  const deep = { method: 'Tiny-NewsRec', layers: 4, teacherLayers: 12, teachers: 4 };
  expect(await paths({ ...smallExperiment, plm: 'bert', methods: [deep] })).toEqual([
    'methods.0.teacherLayers',
    'settings.postTraining.maxBodyTokens',
  ]);
  const unknown = { ...smallExperiment, colour: 1, methods: [{ ...smallExperiment.methods[0]!, size: 2 }] };
  expect((await paths(unknown)).sort()).toEqual(['colour', 'methods.0.size']);
  expect(await paths({ ...smallExperiment, plm: { ...(smallExperiment.plm as object), arch: 'x' } })).toEqual(
    ['plm.arch'],
  );
  expect(await paths(null)).toEqual(['']);
});

test('an existing name with another configuration is a conflict, with the same one a resume', async () => {
  const { call, script } = await client();
  await call.datasets.import({ name: 'news', source: script.source('news') });
  await call.experiments.start({ config: smallExperiment });
  const changed = call.experiments.start({ config: { ...smallExperiment, seed: 9 } });
  expect(await errorOf(changed)).toMatchObject({ code: 'conflict' });
  const again = { ...smallExperiment, description: 'again', backend: 'cpu' as const };
  await call.experiments.start({ config: again, yaml: '# mine' });
  const { yaml, config } = await call.experiments.get({ name: 'small' });
  expect({ yaml, description: config.description }).toEqual({ yaml: '# mine', description: 'again' });
});

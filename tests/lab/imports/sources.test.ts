/** Readers of foreign stores: real files of tensorboardX, MLflow's own layouts and schema, CSV in its three forms. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readForeignStore } from '#lab/imports/read-source.ts';
import { wordsOf } from '#shared/messages/said.ts';
import { maskedCrc32c } from '#lab/imports/sources/event-records.ts';

const EVENTS = path.resolve(import.meta.dirname, '../../fixtures/imports/tensorboard');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

describe('CSV', () => {
  test('a row per run: metrics by name or by numbers, the rest is parameters', async () => {
    const file = write('base.csv', 'run,seed,lr,AUC,nDCG@10\nNRMS-1,1,1e-4,68.1,41.2\nNRMS-2,2,1e-4,68.4,\n');
    const { format, runs } = await readForeignStore(file);
    expect(format).toBe('csv');
    expect(runs.map(({ name, metrics, params }) => ({ name, metrics, params }))).toEqual([
      { name: 'NRMS-1', metrics: { AUC: 68.1, 'nDCG@10': 41.2 }, params: { seed: 1, lr: 1e-4 } },
      { name: 'NRMS-2', metrics: { AUC: 68.4 }, params: { seed: 2, lr: 1e-4 } },
    ]);
  });

  test('an empty file is not said to have a header', async () => {
    await expect(readForeignStore(write('empty.csv', ''))).rejects.toThrow(/has nothing in it/);
    await expect(readForeignStore(write('bare.csv', 'run,AUC\n'))).rejects.toThrow(/a header but no rows/);
  });

  test.each(['seed', 'random_seed', 'random_state', 'manual_seed'])('%s is no metric', async (seed) => {
    const { runs } = await readForeignStore(
      write('seeds.csv', `method,${seed},AUC\nNRMS,1,0.6\nNRMS,2,0.65\n`),
    );
    expect(runs.map(({ metrics }) => metrics)).toEqual([{ AUC: 0.6 }, { AUC: 0.65 }]);
    expect(runs.map(({ params }) => params[seed])).toEqual([1, 2]);
  });

  test('a row per step: curves, and the last value as result', async () => {
    const file = write('log.csv', 'run;step;loss\na;0;1.5\na;10;0.5\nb;0;1.4\n');
    const { runs } = await readForeignStore(file);
    expect(runs.map(({ name, metrics, curves }) => ({ name, metrics, curves }))).toEqual([
      { name: 'a', metrics: { loss: 0.5 }, curves: [{ metric: 'loss', steps: [0, 10], values: [1.5, 0.5] }] },
      { name: 'b', metrics: { loss: 1.4 }, curves: [] },
    ]);
  });

  test('a row per value', async () => {
    const file = write('long.csv', 'run,step,metric,value\na,1,loss,2\na,2,loss,nan\na,2,auc,0.7\n');
    const { runs, warnings } = await readForeignStore(file);
    expect(runs[0]!.metrics).toEqual({ loss: 2, auc: 0.7 });
    expect(warnings.map((one) => wordsOf('en', one))).toEqual([
      'Values left out because they are not numbers (NaN or infinite): 1.',
    ]);
  });

  const coursesOf = async (text: string) =>
    Object.fromEntries(
      (await readForeignStore(write('courses.csv', text))).runs.map(({ name, metrics, curves }) => [
        name,
        [metrics.AUC, curves.map(({ values }) => values)],
      ]),
    );

  test('courses without a column of runs are set apart by what describes them', async () => {
    const text = 'seed,method,epoch,AUC\n1,NRMS,1,60\n1,NRMS,2,65\n2,NRMS,1,61\n2,NRMS,2,66\n1,LSTUR,1,50\n';
    expect(await coursesOf(text)).toEqual({
      'courses NRMS 1': [65, [[60, 65]]],
      'courses NRMS 2': [66, [[61, 66]]],
      'courses LSTUR 1': [50, []],
    });
    expect(
      await coursesOf('method,seed,metric,value\nNRMS,1,AUC,60\nNRMS,2,AUC,65\nLSTUR,1,AUC,50\n'),
    ).toEqual({
      'courses NRMS 1': [60, []],
      'courses NRMS 2': [65, []],
      'courses LSTUR 1': [50, []],
    });
  });

  test('a name of several methods, seeds or splits is several runs', async () => {
    expect(await coursesOf('name,seed,metric,value\nNRMS,1,AUC,60\nNRMS,2,AUC,65\nLSTUR,1,AUC,50\n')).toEqual(
      {
        'NRMS 1': [60, []],
        'NRMS 2': [65, []],
        LSTUR: [50, []],
      },
    );
    expect(await coursesOf('run,split,epoch,AUC\na,dev,1,60\na,test,1,50\na,dev,2,61\n')).toEqual({
      'a dev': [61, [[60, 61]]],
      'a test': [50, []],
    });
  });

  test('a setting sets runs apart only where a step would be there twice', async () => {
    // A learning rate that falls, in two variants.
    const text = 'epoch,lr,plm,AUC\n1,0.1,a,60\n2,0.01,a,61\n1,0.1,b,70\n2,0.01,b,71\n';
    expect(await coursesOf(text)).toEqual({ 'courses a': [61, [[60, 61]]], 'courses b': [71, [[70, 71]]] });
    expect(await coursesOf('run,lr,step,AUC\nx,0.1,1,60\nx,0.01,2,61\n')).toEqual({ x: [61, [[60, 61]]] });
    // A run that went on from a checkpoint says a step again: the later value counts.
    expect(await coursesOf('run,step,AUC\nx,1,60\nx,2,61\nx,2,62\n')).toEqual({ x: [62, [[60, 62]]] });
  });

  test.each([
    ['run,step,loss\na,0,1\na,x,2\n', /line 3: "x" in the column step is no whole number/],
    ['run,step,metric,value\na,1,loss,much\n', /line 2: "much" is no number for loss/],
    ['run,AUC\na,0.5,9\n', /no readable CSV.*line 2/],
    ['run,method\na,b\n', /no column of metrics/],
    ['run,AUC\n', /no rows/],
  ])('says what is wrong in %j', async (text, message) => {
    await expect(readForeignStore(write('bad.csv', text))).rejects.toThrow(message);
  });
});

describe('TensorBoard', () => {
  test('maskedCrc32c() is the checksum of the format', () => {
    // CRC-32C of "123456789" is 0xe3069283 (RFC 3720), then rotated by 15 and moved by 0xa282ead8.
    const crc = 0xe3069283;
    expect(maskedCrc32c(Buffer.from('123456789'))).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  });

  test('reads scalars of both forms and hyperparameters of a folder under the run', async () => {
    const { runs, warnings } = await readForeignStore(EVENTS);
    expect(warnings).toEqual([]);
    expect(runs.map(({ name }) => name)).toEqual(['nrms/seed1', 'nrms/seed2']);
    expect(runs[0]!.params).toEqual({ lr: 1e-4, layers: 2, optimizer: 'adam', amsgrad: true });
    expect(runs[0]!.curves[0]!.steps).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
    expect(runs[1]!.metrics['test/mrr']).toBe(0.25);
    expect(runs[1]!.metrics['test/auc']).toBeCloseTo(0.682, 6);
  });

  test('a file that a killed writer left is read to its last whole record', async () => {
    cpSync(EVENTS, folder, { recursive: true });
    const file = path.join(folder, 'nrms/seed1/events.out.tfevents.1790000000.host');
    writeFileSync(file, readFileSync(file).subarray(0, -5));
    const { runs, warnings } = await readForeignStore(folder);
    expect(warnings.map((one) => wordsOf('en', one))).toEqual([
      'The last record of "nrms/seed1" is cut off; everything before it is read.',
    ]);
    expect(runs[0]!.state).toBe('stopped');
    expect(runs[0]!.metrics).not.toHaveProperty('test/auc');
  });

  test('a step beyond what numbers hold exactly is refused with its place', async () => {
    const checked = (bytes: Buffer): Buffer => {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32LE(maskedCrc32c(bytes));
      return Buffer.concat([bytes, checksum]);
    };
    // Step 2^63 - 1 and the value 1 of the tag "a", as fields 2 and 5 of an event.
    const step = [0x10, ...Array<number>(8).fill(0xff), 0x7f];
    const event = Buffer.from([...step, 0x2a, 10, 0x0a, 8, 0x0a, 1, 0x61, 0x15, 0, 0, 0x80, 0x3f]);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(event.length));
    writeFileSync(
      path.join(folder, 'events.out.tfevents.1'),
      Buffer.concat([checked(length), checked(event)]),
    );
    await expect(readForeignStore(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(
        /tfevents\.1, record 1: the step 9223372036854775807 of a is no whole number/,
      ),
    });
  });

  test('a damaged record is refused with its place', async () => {
    cpSync(EVENTS, folder, { recursive: true });
    const file = path.join(folder, 'nrms/seed2/events.out.tfevents.1790000000.host');
    const bytes = readFileSync(file);
    bytes[200]! ^= 1;
    writeFileSync(file, bytes);
    await expect(readForeignStore(folder)).rejects.toThrow(/seed2.*at byte \d+ does not fit its checksum/);
  });
});

describe('MLflow', () => {
  const META =
    'run_id: r1\nrun_name: LSTUR-seed1\nstatus: 3\nstart_time: 10\nend_time: 20\nlifecycle_stage: active\n';

  test('a folder store: parameters, tags, the last metric by step', async () => {
    write('mlruns/0/meta.yaml', 'name: baselines\nlifecycle_stage: active\n');
    write('mlruns/0/r1/meta.yaml', META);
    write('mlruns/0/r1/params/model/lr', '1e-4');
    write('mlruns/0/r1/tags/mlflow.note.content', '**good**');
    write('mlruns/0/r1/tags/host', 'box');
    write('mlruns/0/r1/metrics/loss', '3 0.5 1\n2 1.5 0\n4 nan 2\n');
    write('mlruns/0/r2/meta.yaml', META.replace('r1', 'r2').replace('active', 'deleted'));
    const { format, runs, warnings } = await readForeignStore(path.join(folder, 'mlruns'));
    expect(format).toBe('mlflow-folder');
    expect(runs).toEqual([
      {
        externalId: 'r1',
        name: 'LSTUR-seed1',
        experiment: 'baselines',
        state: 'done',
        startedAt: 10,
        endedAt: 20,
        params: { 'model/lr': 1e-4 },
        tags: { host: 'box' },
        note: '**good**',
        metrics: { loss: 0.5 },
        curves: [{ metric: 'loss', steps: [0, 1], values: [1.5, 0.5] }],
      },
    ]);
    expect(warnings.map((one) => wordsOf('en', one))).toEqual([
      'Deleted runs left out: 1.',
      'Values left out because they are not numbers (NaN or infinite): 1.',
    ]);
  });

  test('a folder store with a broken metric names file and line', async () => {
    write('mlruns/0/meta.yaml', 'name: baselines\nlifecycle_stage: active\n');
    write('mlruns/0/r1/meta.yaml', META);
    write('mlruns/0/r1/metrics/loss', '3 0.5 1\nwhat\n');
    await expect(readForeignStore(path.join(folder, 'mlruns'))).rejects.toThrow(/loss, line 2: "what"/);
  });

  /** The tables of MLflow 3.17, columns that are read. */
  function mlflowDb(): string {
    const file = path.join(folder, 'mlflow.db');
    const db = new Database(file);
    db.exec(`
      CREATE TABLE experiments (experiment_id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(256) NOT NULL, lifecycle_stage VARCHAR(32));
      CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(250), status VARCHAR(9), start_time BIGINT,
        end_time BIGINT, lifecycle_stage VARCHAR(20), experiment_id INTEGER);
      CREATE TABLE metrics ("key" VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
        run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL);
      CREATE TABLE params ("key" VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL);
      CREATE TABLE tags ("key" VARCHAR(250) NOT NULL, value VARCHAR(8000), run_uuid VARCHAR(32) NOT NULL);
      INSERT INTO experiments VALUES (1, 'baselines', 'active');
      INSERT INTO runs VALUES ('r1', 'LSTUR', 'FINISHED', 10, 20, 'active', 1), ('r2', 'old', 'FAILED', 5, 6, 'deleted', 1),
        ('r3', 'none', 'RUNNING', 7, NULL, 'active', 1);
      INSERT INTO metrics VALUES ('AUC', 68.6, 19, 'r1', 0, 0), ('loss', 1.5, 11, 'r1', 0, 0), ('loss', 0.5, 12, 'r1', 1, 0),
        ('loss', 0, 13, 'r1', 2, 1);
      INSERT INTO params VALUES ('seed', '3', 'r1');
      INSERT INTO tags VALUES ('mlflow.note.content', 'good', 'r1'), ('team', 'a', 'r1');`);
    db.close();
    return file;
  }

  test('a database', async () => {
    const { format, runs, warnings } = await readForeignStore(mlflowDb());
    expect(format).toBe('mlflow-sqlite');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      externalId: 'r1',
      experiment: 'baselines',
      state: 'done',
      params: { seed: 3 },
      tags: { team: 'a' },
      note: 'good',
      metrics: { AUC: 68.6, loss: 0.5 },
    });
    expect(warnings.map((one) => wordsOf('en', one))).toEqual([
      'Deleted runs left out: 1.',
      'Runs left out because they have no metrics: 1.',
      'Values left out because they are not numbers (NaN or infinite): 1.',
    ]);
  });

  test('a step beyond what numbers hold exactly is refused with its place', async () => {
    const file = mlflowDb();
    new Database(file).exec(`UPDATE metrics SET step = 9223372036854775807 WHERE "key" = 'AUC'`).close();
    await expect(readForeignStore(file)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(
        /mlflow\.db: the step 9223372036854776000 of AUC in the run LSTUR is no whole number/,
      ),
    });
  });

  test('a database cut in half, or of another program, is refused', async () => {
    const file = mlflowDb();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    await expect(readForeignStore(file)).rejects.toThrow(/no readable MLflow database.*Nothing was imported/);
    const other = path.join(folder, 'other.db');
    new Database(other).exec('CREATE TABLE runs (id INTEGER); INSERT INTO runs VALUES (1)').close();
    await expect(readForeignStore(other)).rejects.toThrow(/no readable MLflow database/);
  });
});

test('what is none of these says so', async () => {
  await expect(readForeignStore(write('notes.txt', 'x'))).rejects.toThrow(/neither a CSV file/);
  await expect(readForeignStore(path.join(folder, 'gone'))).rejects.toThrow(/There is no file or folder/);
  await expect(readForeignStore(folder, 'csv')).rejects.toThrow(/CSV is read from a file/);
});

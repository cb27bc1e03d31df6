import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MIGRATIONS } from '#lab/store/migrations/migrations.ts';
import { openDatabase } from '#lab/store/open-database.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'tnrlab-db-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const one = 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);';
const two = 'ALTER TABLE a ADD COLUMN y TEXT;';

test('openDatabase() makes a database that survives power loss: WAL, synchronous FULL, foreign keys', () => {
  const db = openDatabase(folder);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  db.close();
  expect(readdirSync(folder)).not.toContain('backups');
});

test('openDatabase() backs up before it migrates, and keeps the rows', () => {
  openDatabase(folder, [one]).close();
  const db = openDatabase(folder, [one, two]);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 7, y: null }]);
  db.close();
  const [copy] = readdirSync(path.join(folder, 'backups'));
  expect(copy).toMatch(/-v1\.sqlite$/);
});

test('openDatabase() takes a failed migration back whole', () => {
  openDatabase(folder, [one]).close();
  expect(() => openDatabase(folder, [one, two, 'NONSENSE;'])).toThrow(/cannot be opened.*backups/);
  const db = openDatabase(folder, [one]);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 7 }]);
  db.close();
});

test('openDatabase() keeps the last five backups', () => {
  const steps = Array.from({ length: 8 }, (_, i) => `CREATE TABLE t${i} (x INTEGER) STRICT;`);
  for (let n = 1; n <= steps.length; n++) openDatabase(folder, steps.slice(0, n)).close();
  const copies = readdirSync(path.join(folder, 'backups'));
  expect(copies.map((name) => /v(\d)/.exec(name)![1]).sort()).toEqual(['3', '4', '5', '6', '7']);
});

test('openDatabase() refuses what a newer version wrote, and what is no database', () => {
  openDatabase(folder, [one, two]).close();
  expect(() => openDatabase(folder, [one])).toThrow(/newer version/);
  const other = path.join(folder, 'other');
  openDatabase(other, [one]).close();
  rmSync(path.join(other, 'lab.sqlite'));
  writeFileSync(
    path.join(other, 'lab.sqlite'),
    'this is a letter and no database, however long it is. '.repeat(40),
  );
  expect(() => openDatabase(other, [one])).toThrow(/cannot be opened/);
});

test("openDatabase() gives what 0.1.0 wrote today's form: an experiment's fields, an evaluation's inputs", () => {
  const old = openDatabase(folder, MIGRATIONS.slice(0, 1));
  old.exec(`
    INSERT INTO stages (key, kind, config, inputs, seed, state) VALUES
      ('e', 'evaluate', '{}', '{"dataset":"d","model":"m","news":"n"}', 0, 'done'),
      ('m', 'embed', '{}', '{"tokens":"t","plm":"p","model":"f"}', 0, 'done');
    INSERT INTO experiments (name, config, yaml, state, created_at) VALUES ('x', '{"name":"x"}', '', 'done', 1);
  `);
  old.close();
  const db = openDatabase(folder);
  const inputsOf = (key: string) =>
    JSON.parse(db.prepare('SELECT inputs FROM stages WHERE key = ?').pluck().get(key) as string) as object;
  expect(inputsOf('e')).toEqual({ dataset: 'd', 'model-1': 'm', 'news-1': 'n' });
  expect(inputsOf('m')).toEqual({ tokens: 't', plm: 'p', model: 'f' });
  const config = db.prepare('SELECT config FROM experiments').pluck().get() as string;
  expect(JSON.parse(config)).toEqual({ name: 'x', efficiency: false });
  db.close();
});

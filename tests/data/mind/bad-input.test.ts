import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importMind } from '#data/mind/import-mind.ts';
import { AppError } from '#shared/errors.ts';
import { BEHAVIORS, behaviorRow, folder, lines, NEWS, newsRow } from './small-mind.ts';

async function failure(files: Record<string, string | Uint8Array>): Promise<AppError> {
  const thrown: unknown = await importMind(folder(files), folder({})).catch((error: unknown) => error);
  if (!(thrown instanceof AppError)) throw new Error(`expected an AppError, got ${String(thrown)}`);
  expect(thrown.code).toBe('bad-input');
  return thrown;
}

const inNews: [name: string, content: string | Uint8Array, line: number, message: string][] = [
  ['too few columns', NEWS + 'N4\tsports\n', 4, 'found 2'],
  ['another column count than the first row', NEWS + lines(newsRow('N4', 't', { body: 'b' })), 4, 'found 9'],
  ['ten columns', lines(`${newsRow('N1', 't', { body: 'b' })}\tx`), 1, 'found 10'],
  ['a blank line', NEWS + '\n' + lines(newsRow('N4', 't')), 4, 'found 1'],
  ['an id twice', NEWS + lines(newsRow('N2', 'again')), 4, 'N2 is there twice'],
  ['an empty id', lines(newsRow('', 'title')), 1, 'news id is empty'],
  ['bad UTF-8', Buffer.concat([Buffer.from(NEWS), Buffer.from([0x4e, 0xff, 10])]), 4, 'not valid UTF-8'],
];
test.each(inNews)(
  'importMind() names file and line of news with %s',
  async (_name, content, line, message) => {
    const error = await failure({ 'news.tsv': content, 'behaviors.tsv': BEHAVIORS });
    expect(error.details).toMatchObject({ line });
    expect(error.message).toMatch(new RegExp(`news\\.tsv:${line}: `));
    expect(error.message).toContain(message);
  },
);

const inBehaviors: [name: string, content: string | Uint8Array, line: number, message: string][] = [
  ['too few columns', BEHAVIORS + '4\tU1\n', 4, 'found 2'],
  ['too many columns', BEHAVIORS + lines(`${behaviorRow(4, 'U1', '', 'N1-0')}\tx`), 4, 'found 6'],
  ['a label of 2', BEHAVIORS + lines(behaviorRow(4, 'U1', '', 'N1-0 N2-2')), 4, '"N2-2"'],
  ['an empty label', BEHAVIORS + lines(behaviorRow(4, 'U1', '', 'N1-')), 4, '"N1-"'],
  ['a label of two digits', BEHAVIORS + lines(behaviorRow(4, 'U1', '', 'N1-01')), 4, '"N1-01"'],
  ['a missing label', BEHAVIORS + lines(behaviorRow(4, 'U1', '', 'N1-0 N2')), 4, '"N2" has no label'],
  ['an impression id twice', BEHAVIORS + lines(behaviorRow(2, 'U1', '', 'N1-0')), 4, 'id 2 is there twice'],
  ['an empty impression id', lines(behaviorRow('', 'U1', '', 'N1-0')), 1, 'impression id is empty'],
  ['an empty user', lines(behaviorRow(1, '', '', 'N1-0')), 1, 'user is empty'],
  ['a wrong time', lines('1\tU1\t2019-11-15\t\tN1-0'), 1, '"2019-11-15" is no time'],
  ['a 30th of February', lines('1\tU1\t2/30/2019 1:00:00 PM\t\tN1-0'), 1, 'is no time'],
  ['bad UTF-8', Buffer.from('1\tU\xe9\t11/15/2019 8:55:22 AM\t\tN1-0\n', 'latin1'), 1, 'not valid UTF-8'],
];
test.each(inBehaviors)(
  'importMind() names file and line of behaviors with %s',
  async (_name, content, line, message) => {
    const error = await failure({ 'news.tsv': NEWS, 'behaviors.tsv': content });
    expect(error.details).toMatchObject({ line });
    expect(error.message).toMatch(new RegExp(`behaviors\\.tsv:${line}: `));
    expect(error.message).toContain(message);
  },
);

const wholeFiles: [name: string, files: Record<string, string>, message: RegExp][] = [
  ['an empty news.tsv', { 'news.tsv': '' }, /news\.tsv is empty/],
  ['an empty behaviors.tsv', { 'news.tsv': NEWS, 'behaviors.tsv': '' }, /behaviors\.tsv is empty/],
  ['a file of a byte order mark alone', { 'news.tsv': '\ufeff' }, /news\.tsv is empty/],
  ['no news.tsv', { 'behaviors.tsv': BEHAVIORS }, /news\.tsv is missing/],
  [
    'a split without behaviors.tsv',
    { 'train/news.tsv': NEWS, 'train/behaviors.tsv': BEHAVIORS, 'dev/news.tsv': NEWS },
    /dev.behaviors\.tsv is missing/,
  ],
  [
    'a split without news.tsv',
    {
      'train/news.tsv': NEWS,
      'train/behaviors.tsv': BEHAVIORS,
      'dev/behaviors.tsv': BEHAVIORS,
      'test/news.tsv': NEWS,
    },
    /dev.news\.tsv is missing/,
  ],
  [
    'two folders for one split',
    {
      'train/news.tsv': NEWS,
      'train/behaviors.tsv': BEHAVIORS,
      'MIND_train/news.tsv': NEWS,
      'MIND_train/behaviors.tsv': BEHAVIORS,
    },
    /both claim to be the train files/,
  ],
  ['a world.json that is none', { 'news.tsv': NEWS, 'world.json': '[' }, /world\.json/],
  ['a broken zip', { 'MINDsmall_train.zip': 'PK nothing' }, /MINDsmall_train\.zip cannot be read/],
];
test.each(wholeFiles)('importMind() refuses %s', async (_name, files, message) => {
  expect((await failure(files)).message).toMatch(message);
});

test('importMind() refuses a source that is not there', async () => {
  const source = join(folder({}), 'nowhere');
  await expect(importMind(source, folder({}))).rejects.toMatchObject({ code: 'bad-input' });
});

import { afterEach, expect, test } from 'vitest';
import { ScriptedLab } from '../scripted-lab.ts';

const scripted = new ScriptedLab({ 'derive-dataset': { steps: 3, msPerStep: 60 } });
afterEach(() => scripted.close());

test('removeDataset() leaves a dataset alone while a subset of it is being made', async () => {
  const lab = await scripted.startWithData();
  const making = lab.deriveDataset('part', 'news', { days: { first: '2020-01-01' }, seed: 1 });
  await expect(lab.removeDataset('news')).rejects.toThrow(/A subset of "news" is being made/);
  await making;
  await lab.removeDataset('news');
  // The part stands on its own.
  expect(lab.listDatasets().map(({ name }) => name)).toEqual(['part']);
});

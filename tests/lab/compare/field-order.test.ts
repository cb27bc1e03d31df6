import { expect, it } from 'vitest';
import { inReadingOrder } from '#lab/compare/field-order.ts';

it('inReadingOrder() puts what was chosen first, then what some lack, then what repeats others and files', () => {
  const wanted = [
    'imported.method',
    'fine-tune.layers',
    'stage-two.teachers',
    'fine-tune.fineTuning.learningRate',
    'fine-tune.fineTuning.epochs',
    'fine-tune.fineTuning.batchSize',
    'stage-two.stageTwo.hiddenWeight',
    'fine-tune.fineTuning.trainableLayers',
    'stage-one.layers',
    'stage-one.model.newsDim',
    'evaluate.models.layers',
    'embed.maxBodyTokens',
    'embed.modelFile',
    'fine-tune.initFile',
  ];
  const lacking = new Set(['stage-one.layers', 'stage-one.model.newsDim']);
  const differences = [...wanted]
    .sort()
    .map((field) => ({ field, values: [[1], [lacking.has(field) ? null : 2]] }));
  expect(inReadingOrder(differences).map(({ field }) => field)).toEqual(wanted);
});

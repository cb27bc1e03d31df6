/** Fields that several training stages have in common; the groups they make up are settings.ts. */
import { choice, flag, int, rate, real } from './field.ts';

export const optimiser = {
  batchSize: int('Batch', 'samples', 1, 4096, 'Samples of one step.'),
  amsgrad: flag('AMSGrad', 'The AMSGrad variant of Adam.'),
  maxSteps: int(
    'At most',
    'steps',
    0,
    10_000_000,
    'Stops after this many steps; 0: as many as the epochs have.',
  ),
  dropout: real('Dropout', '', 0, 0.9, 'Dropout rate inside the PLM.'),
  warmupSteps: int(
    'Warm-up',
    'steps',
    0,
    1_000_000,
    'Linear rise of the learning rate from 0 (paper: none); deep PLMs from a weak start need it.',
  ),
};

const validation = {
  validateEvery: int(
    'Validate every',
    'steps',
    0,
    1_000_000,
    'Measures on the dev split in between; 0: only at the end.',
  ),
  validationImpressions: int(
    'Validation',
    'impressions',
    0,
    10_000_000,
    'Dev impressions per check; 0: all of them.',
  ),
  selection: choice('Keep', ['last', 'best-validation'], 'Which weights the stage hands on.'),
};

/** What every training on clicks has. */
export const clickTraining = {
  ...optimiser,
  learningRate: rate('Learning rate', 'Adam learning rate (paper: 5e-5).'),
  epochs: int('Epochs', 'passes', 1, 1000, 'Passes over the training clicks.'),
  trainableLayers: int(
    'Trainable layers',
    'layers',
    0,
    48,
    'Topmost PLM layers that train; the rest is frozen. Of a student, where there are teachers.',
  ),
  ...validation,
};

/** Factor of one loss term. */
export const weight = (term: string, what: string) =>
  real(`Weight of ${term}`, '', 0, 100, `Factor of ${what}; 0 leaves it out.`);

export const softLabels = {
  temperature: real('Temperature', '', 0.01, 100, 'Temperature of the soft labels (paper: 1).'),
  distillWeight: weight('distillation', 'the soft-label term'),
};

export const distillationTerms = {
  ...softLabels,
  embeddingWeight: weight('embeddings', 'the embedding term'),
  targetWeight: weight('target', 'the cross-entropy with the label'),
};

export const maskRate = real(
  'Masked',
  'share',
  0.01,
  0.9,
  'Share of tokens to predict: 80% [MASK], 10% random, 10% kept.',
);

/** An experiment to begin with when no preset fits: one method on a small PLM of its own. */
export const BLANK_ID = 'blank';

export const BLANK = {
  id: BLANK_ID,
  study: BLANK_ID,
  scale: null,
  scaleDescription: '',
  title: '',
  description: '',
  config: {
    name: 'experiment',
    dataset: '',
    plm: {
      pretrain: 'general-text',
      layers: 4,
      hiddenSize: 64,
      heads: 4,
      intermediateSize: 256,
      arch: 'unilmv2',
    },
    preset: 'paper',
    repeats: 5,
    seed: 1,
    methods: [{ method: 'PLM-NR', variant: 'FT', layers: 4 }],
  },
} as const;

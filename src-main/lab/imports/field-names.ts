/** Names under which other programs log what a run is; lower case, the first one that a run has counts. */
export const METHOD_FIELDS = ['method', 'model', 'model_name', 'algorithm'] as const;
export const DATASET_FIELDS = ['dataset', 'data', 'dataset_name'] as const;
export const SEED_FIELDS = ['seed', 'random_seed', 'random_state', 'manual_seed'] as const;
export const SPLIT_FIELDS = ['split', 'eval_split'] as const;

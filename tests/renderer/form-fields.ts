/** Every field of the form, wherever it stands. */
import {
  EXPERIMENT_FIELDS,
  experimentField,
  type Field,
  METHOD_FIELDS,
  PRETRAIN_FIELDS,
  SETTING_GROUPS,
} from '../../src-renderer/form/fields.ts';

export const fieldOfEverything = (): Field[] => [
  ...['name', 'description', 'dataset', 'corpus', 'plm'].map(experimentField),
  ...EXPERIMENT_FIELDS,
  ...PRETRAIN_FIELDS,
  ...[...METHOD_FIELDS.values()].flat(),
  ...SETTING_GROUPS.flatMap(({ fields }) => fields),
];

/** Version 2: the efficiency of experiments, ensembles of several models. */

/** What 0.1.0 wrote: an experiment had no `efficiency`, an evaluation named its one model without a number. */
export const second = `
UPDATE experiments SET config = json_set(config, '$.efficiency', json('false'))
WHERE json_type(config, '$.efficiency') IS NULL;
UPDATE stages SET inputs = json_remove(
  json_set(
    inputs,
    '$."model-1"', json_extract(inputs, '$.model'),
    '$."news-1"', json_extract(inputs, '$.news')
  ),
  '$.model', '$.news'
) WHERE kind = 'evaluate' AND json_type(inputs, '$.model') IS NOT NULL;
`;

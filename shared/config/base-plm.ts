/** How an experiment names a PLM: an imported one by its name, or one that the lab pre-trains itself. */
import { z } from 'zod';
import { rule } from '../messages/issue-said.ts';
import { type SaidValue, say } from '../messages/said.ts';
import { choice, int } from './field.ts';

/** Names that are safe in a path and in a table: letters, digits, `.`, `_`, `-`. */
export const nameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, rule('rule.name'));

/** A base PLM made by the lab itself: random weights, then MLM on the dataset's general text (stage `pretrain`). */
export const pretrainedPlmSchema = z.strictObject({
  pretrain: z
    .literal('general-text')
    .meta({ title: 'Pre-train on', description: "The dataset's general text." }),
  layers: int('Layers', 'layers', 1, 48, 'Layers of the base PLM.'),
  hiddenSize: int('Width', 'dimensions', 8, 4096, 'Hidden size; a multiple of the heads.'),
  heads: int('Heads', 'heads', 1, 64, 'Attention heads.'),
  intermediateSize: int('Feed-forward', 'dimensions', 8, 16384, 'Inner width of the feed-forward part.'),
  arch: choice('Architecture', ['bert', 'unilmv2'], 'UniLMv2 adds a relative position bias.').default(
    'unilmv2',
  ),
});

export const basePlmSchema = z.union([nameSchema, pretrainedPlmSchema]);
export type BasePlm = z.infer<typeof basePlmSchema>;
export type PretrainedPlm = z.infer<typeof pretrainedPlmSchema>;

/** Words for errors: the name, or how the lab's own is made. */
export function plmTitle(plm: BasePlm): SaidValue {
  if (typeof plm === 'string') return plm;
  return say('error.config.ownPlm', { arch: plm.arch, width: plm.hiddenSize });
}

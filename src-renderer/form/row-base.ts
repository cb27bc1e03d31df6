/** What a blank row is made to fit: depth and width of the base PLM, as far as they are known, and the copies kept. */
import type { BasePlm } from '#shared/config/base-plm.ts';
import { PRESETS } from '#shared/config/presets.ts';
import type { Plm } from '#shared/contract/domain.ts';
import type { RowBase } from './blank-rows.ts';

/** Of the paper's PLM. */
const USUAL_DEPTH = 12;
const USUAL_COPIES = PRESETS.paper.postTraining.copies;

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;

/** @param plm as typed @param copies of post-training, as typed @param imported PLMs of the workspace */
export function rowBaseOf(
  plm: unknown,
  copies: unknown,
  rows: readonly Record<string, unknown>[],
  imported: readonly Plm[],
): RowBase {
  const made = plm !== null && typeof plm === 'object' ? (plm as Record<string, unknown>) : undefined;
  const named = imported.find(({ name }) => name === plm);
  const known = made?.layers ?? named?.config.layers;
  const deepest = Math.max(0, ...rows.flatMap((row) => [row.layers, row.teacherLayers]).filter(isCount));
  return {
    depth: isCount(known) ? known : deepest || USUAL_DEPTH,
    copies: isCount(copies) ? copies : USUAL_COPIES,
    plms: made ? madeAlike(made) : [String(plm ?? ''), ...importedAlike(named, imported)],
  };
}

/** The other architecture over the same vocabulary. */
function madeAlike(made: Record<string, unknown>): BasePlm[] {
  const other = { ...made, arch: made.arch === 'bert' ? 'unilmv2' : 'bert' };
  return [made, other] as unknown as BasePlm[];
}

const importedAlike = (base: Plm | undefined, imported: readonly Plm[]): string[] =>
  imported
    .filter(
      (plm) =>
        base !== undefined &&
        plm.name !== base.name &&
        plm.config.hiddenSize === base.config.hiddenSize &&
        plm.config.vocabSize === base.config.vocabSize,
    )
    .map((plm) => plm.name);

/** Curves of groups of runs; of an evaluation, which has none, those of the model it measured. */
import type { Curve } from '#shared/contract/domain.ts';
import { lab } from '../api.ts';

export interface RunWithCurves {
  /** Of the run that has the curves. */
  key: string;
  /** Of the run that stands in the group. */
  seed: number;
  curves: readonly Curve[];
}

/** Enough for any panel's width. */
const MOST_POINTS = 800;
/** Details are read a few at a time: a lab that trains has other work. */
const AT_ONCE = 8;

const MODEL = /^model-/;

/** @param groups keys @throws AppError as the lab says it */
export async function readCurves(groups: readonly (readonly string[])[]): Promise<RunWithCurves[][]> {
  const owners = new Map<string, { key: string; seed: number }>();
  const all = [...new Set(groups.flat())];
  for (let at = 0; at < all.length; at += AT_ONCE)
    await Promise.all(
      all.slice(at, at + AT_ONCE).map(async (key) => {
        const { run, inputs } = await lab.runs.get({ key });
        const model = run.kind === 'evaluate' ? inputs.find(({ name }) => MODEL.test(name)) : undefined;
        owners.set(key, { key: model?.key ?? key, seed: run.seed });
      }),
    );
  const wanted = [...new Set([...owners.values()].map(({ key }) => key))];
  if (wanted.length === 0) return groups.map(() => []);
  const read = await lab.runs.curves({ keys: wanted, maxPoints: MOST_POINTS });
  const curves = new Map(read.map((one) => [one.key, one.curves]));
  return groups.map((group) =>
    group.flatMap((key) => {
      const owner = owners.get(key);
      const found = owner && curves.get(owner.key);
      return owner && found && found.length > 0 ? [{ ...owner, curves: found }] : [];
    }),
  );
}

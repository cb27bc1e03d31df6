/**
 * The order in which people look for what sets groups apart: what was chosen (method, layers, teachers, training), then what
 * only some of the groups have, last file names and settings that repeat others.
 */
import type { Comparison } from '#shared/contract/compare.ts';

type Difference = Comparison['differences'][number];

/** By the field's own name, its stage left out; the first that fits. */
const CHOSEN: readonly RegExp[] = [
  /^(method|label)$/i,
  /^layers$/i,
  /^(teachers?|teacherLayers|copies|copyEvery)$/i,
  /(learningRate|learning_rate|^lr)$/i,
  /epochs$|maxSteps$/i,
  /batch/i,
  /weight$/i,
];

/** They name files, or say once more what the training stages said. */
const isRepeated = (field: string): boolean =>
  /File$/.test(field) || /^(embed|tokenize)\./.test(field) || /^(evaluate|efficiency)\.models\b/.test(field);

const isLacking = ({ values }: Difference): boolean =>
  values.some((one) => one.length === 0 || one.includes(null));

function placeOf(difference: Difference): number[] {
  const { field } = difference;
  const name = field.slice(field.lastIndexOf('.') + 1);
  const chosen = CHOSEN.findIndex((pattern) => pattern.test(name));
  return [
    Number(isRepeated(field)),
    Number(/File$/.test(field)),
    Number(isLacking(difference)),
    chosen < 0 ? CHOSEN.length : chosen,
  ];
}

/** Those of one rank stay as they are. */
export function inReadingOrder(differences: readonly Difference[]): Difference[] {
  return differences
    .map((difference) => ({ difference, place: placeOf(difference) }))
    .sort((a, b) => a.place.map((rank, i) => rank - b.place[i]!).find((step) => step !== 0) ?? 0)
    .map(({ difference }) => difference);
}

/** Learning rates by part: the PLM's layers on one, everything above on another. */
import type { ParameterGroup } from '../optim/adam.ts';

export function groupsByPart(names: Iterable<string>, plmRate: number, headRate: number): ParameterGroup[] {
  const all = [...names];
  return [
    { names: all.filter((name) => name.startsWith('plm.')), learningRate: plmRate },
    { names: all.filter((name) => !name.startsWith('plm.')), learningRate: headRate },
  ];
}

/** From a method's name to its plan. */
import type { Method, MethodName, MethodOf } from '#shared/config/methods.ts';
import { planEnsembleTeacher } from './ensemble-teacher.ts';
import { planMtBert } from './mt-bert.ts';
import { planNewsBert } from './newsbert.ts';
import type { PlanContext } from './plan-context.ts';
import { planPlmNr } from './plm-nr.ts';
import { planTinyBert } from './tinybert.ts';
import { planTinyNewsRec } from './tiny-newsrec.ts';

type Plans = { [M in MethodName]: (context: PlanContext, row: MethodOf<M>) => void };

const PLANS = {
  'PLM-NR': planPlmNr,
  TinyBERT: planTinyBert,
  NewsBERT: planNewsBert,
  'Tiny-NewsRec': planTinyNewsRec,
  'Ensemble-Teacher': planEnsembleTeacher,
  'TinyBERT-MT': planTinyBert,
  'NewsBERT-MT': planNewsBert,
  'MT-BERT': planMtBert,
} satisfies Plans;

export function planRow(context: PlanContext, row: Method): void {
  // The entry of this method takes rows of this method; the compiler cannot follow the two together.
  (PLANS[row.method] as (context: PlanContext, row: Method) => void)(context, row);
}

/** Sentences on why a run or its files stay, for the window and the command line. */
import type { StayReason } from './contract/runs.ts';
import { isMessage, type Language, translate } from './messages/messages.ts';

export function stayWords(language: Language, { code, values }: StayReason): string {
  const key = `kind.${values.kind}`;
  const kind = isMessage(key) ? translate(language, key) : (values.kind ?? '');
  return translate(language, `stay.${code}`, { ...values, kind });
}

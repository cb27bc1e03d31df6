/** What zod finds wrong, as something that can be said in each language. */
import { es } from 'zod/locales';
import type { z } from 'zod';
import { type MessageKey, messageKeys, translate } from './messages.ts';
import { type Said, saidSchema, say } from './said.ts';

/** A schema's own sentence; `issueSaid()` knows it again. @param key of a text without holes */
export const rule = (key: RuleKey): string => translate('en', key);
export type RuleKey = Extract<MessageKey, `rule.${string}`>;

const RULES = new Map(messageKeys('rule.').map((key) => [translate('en', key), key]));
const inSpanish = es().localeError;

/**
 * An issue of zod's own kinds is said in its words; of a custom one `params.said` counts, or the rule that it states.
 * @param issue of a parse with `reportInput`, else Spanish does not say what was given
 */
export function issueSaid(issue: z.core.$ZodIssue): Said {
  const own = issue.code === 'custom' ? saidSchema.safeParse(issue.params?.said) : undefined;
  if (own?.success) return own.data;
  const stated = RULES.get(issue.message);
  if (stated) return say(stated);
  const words = issue.code === 'custom' ? undefined : inSpanish(issue as z.core.$ZodRawIssue);
  const whole = (typeof words === 'object' && words !== null ? words.message : words) ?? issue.message;
  // It would say that nothing was given.
  const spanish = 'input' in issue ? whole : whole.replace(/, recibido .*$/, '');
  return say('error.text', { text: { en: issue.message, es: spanish } });
}

/** Names of the values that texts ask for. */
import { IntlMessageFormat } from 'intl-messageformat';
import english from '#shared/messages/en.json' with { type: 'json' };
import type { MessageKey } from '#shared/messages/messages.ts';

export function holesIn(text: string): string[] {
  const found = new Set<string>();
  const walk = (parts: readonly object[]): void => {
    for (const part of parts) {
      if ('value' in part && 'type' in part && part.type !== 0) found.add(String(part.value));
      if ('options' in part)
        for (const option of Object.values(part.options as Record<string, { value: object[] }>))
          walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

export const holesOf = (key: MessageKey): string[] => holesIn(english[key]);

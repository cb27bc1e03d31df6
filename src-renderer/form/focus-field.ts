/** Takes the keyboard to the field of a problem, or to the nearest one around it. */
import type { Path } from './fields.ts';
import { pathKey } from './problems.ts';

export function focusField(path: Path): void {
  for (let length = path.length; length > 0; length--) {
    const field = document.querySelector<HTMLElement>(
      `[data-field="${CSS.escape(pathKey(path.slice(0, length)))}"]`,
    );
    if (!field) continue;
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return;
  }
}

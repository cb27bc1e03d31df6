/** Removing with a way back: a thing is hidden at once and removed from the lab when its notice leaves without "Undo". */
import { attempt, notices } from './notices.svelte.ts';
import { t } from '../state/language.svelte.ts';

export class Removal {
  private hidden = $state.raw<readonly string[]>([]);
  private readonly remove: (name: string) => Promise<unknown>;

  constructor(remove: (name: string) => Promise<unknown>) {
    this.remove = remove;
  }

  /** `items` without those on their way out. */
  visible<T extends { name: string }>(items: readonly T[]): T[] {
    return items.filter((item) => !this.hidden.includes(item.name));
  }

  /** @param text what the notice says, e.g. "Removed the dataset sample." */
  later(name: string, text: string): void {
    this.hidden = [...this.hidden, name];
    const show = () => (this.hidden = this.hidden.filter((other) => other !== name));
    let undone = false;
    const undo = () => {
      undone = true;
      show();
      notices.close(id);
    };
    const id = notices.add({ tone: 'info', text, action: { label: t('shared.undo'), run: undo } }, () => {
      if (!undone) void attempt(() => this.remove(name)).then(show);
    });
  }
}

/** Light, dark, or as the system says; kept in this browser. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];
const STORAGE_KEY = 'tnrlab:theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  choice = $state<ThemeChoice>('system');
  /** What is on screen; charts read their colours again when it changes. */
  shown = $state<'light' | 'dark'>('light');

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(STORAGE_KEY, choice);
    this.apply();
  }

  apply(): void {
    this.shown = this.choice === 'system' ? (system.matches ? 'dark' : 'light') : this.choice;
    document.documentElement.dataset.theme = this.shown;
  }
}

export const theme = new Theme();

/** Before the first paint; call once. */
export function startTheme(): void {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'light' || stored === 'dark') theme.choice = stored;
  theme.apply();
  system.addEventListener('change', () => theme.apply());
}

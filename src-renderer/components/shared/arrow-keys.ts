/** Up, Down, Home and End move the focus among the rows of a table: the elements that match `selector`. */
export function arrowKeys(selector: string) {
  return (container: HTMLElement) => {
    const move = (event: KeyboardEvent): void => {
      const steps: Readonly<Record<string, number>> = {
        ArrowDown: 1,
        ArrowUp: -1,
        Home: -Infinity,
        End: Infinity,
      };
      const step = steps[event.key];
      if (step === undefined || !(event.target instanceof HTMLElement)) return;
      const rows = [...container.querySelectorAll<HTMLElement>(selector)];
      const at = rows.findIndex((row) => row.contains(event.target as HTMLElement));
      if (at < 0) return;
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
      event.preventDefault();
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    };
    container.addEventListener('keydown', move);
    return () => container.removeEventListener('keydown', move);
  };
}

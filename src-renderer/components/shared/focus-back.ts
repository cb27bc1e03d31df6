/** Where the focus goes when what lay over the view is taken away: an element that is removed hands it to nobody. */
import { focusView } from '../../state/view-memory.ts';

/** Call it before the focus moves in; what it gives brings the focus back, to the view's heading where its place is gone. */
export function rememberFocus(): () => void {
  const opener = document.activeElement;
  const isFree = (): boolean => document.activeElement === null || document.activeElement === document.body;
  return () =>
    // Once all is removed that goes with it, and before what a command does next.
    queueMicrotask(() => {
      if (!isFree()) return;
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      if (isFree()) focusView();
    });
}

/** A native modal dialog, opened when it is made and taken away at once by Escape. */
import { focusView } from '../../state/view-memory.ts';

/** Shows it; what it gives brings the focus back where it came from. `close` takes the dialog out of the page. */
export function showModal(dialog: HTMLDialogElement, close: () => void): () => void {
  const giveBack = rememberFocus();
  // The browser tells that it has closed in a task of its own; until then the next key would go into a field of what is
  // no longer shown.
  dialog.addEventListener('cancel', (event) => {
    // A file field within says the same of itself.
    if (event.target !== dialog) return;
    event.preventDefault();
    close();
  });
  dialog.showModal();
  return giveBack;
}

/**
 * Brings the focus back where it came from, as an element that is removed hands it to nobody: to the view's heading where
 * that place is gone.
 */
function rememberFocus(): () => void {
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

/** Takes the forms of a table to other programs: as text, and HTML as a table that a text processor understands. */
import { AppError } from '#shared/errors.ts';

/** @throws AppError where the clipboard refuses */
export async function copyTable(text: string, isHtml: boolean): Promise<void> {
  try {
    if (isHtml && typeof ClipboardItem !== 'undefined') {
      const blob = (type: string) => new Blob([text], { type });
      await navigator.clipboard.write([
        new ClipboardItem({ 'text/html': blob('text/html'), 'text/plain': blob('text/plain') }),
      ]);
    } else await navigator.clipboard.writeText(text);
  } catch (thrown) {
    throw AppError.of('unavailable', 'builder.notCopied', {}, {}, thrown);
  }
}

/** Hands a text to the user as a file: through the save dialog in the desktop application, as a download in a browser. */
import type { DesktopApi } from '#shared/desktop-api.ts';
import { AppError } from '#shared/errors.ts';

export interface TextFile {
  fileName: string;
  mediaType: string;
  text: string;
}

/** True when it was saved; false when the user cancelled. */
export async function saveText({ fileName, mediaType, text }: TextFile): Promise<boolean> {
  if (window.lab) {
    const bytes = new TextEncoder().encode(text);
    return saveByDialog(window.lab, fileName, bytes);
  }
  download(fileName, new Blob([text], { type: mediaType }));
  return true;
}

/** As saveText(), for a picture. */
export async function saveBytes(fileName: string, blob: Blob): Promise<boolean> {
  if (window.lab) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return saveByDialog(window.lab, fileName, bytes);
  }
  download(fileName, blob);
  return true;
}

async function saveByDialog(lab: DesktopApi, suggestedName: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return (await lab.saveFile({ suggestedName, bytes })) !== undefined;
  } catch (thrown) {
    // Electron puts the name of the channel in front.
    const reason = AppError.from(thrown).message.replace(
      /^Error invoking remote method [^:]*: (Error: )?/,
      '',
    );
    throw AppError.of('unavailable', 'error.window.notSaved', { reason }, {}, thrown);
  }
}

function download(fileName: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Hands a text to the user as a file: through the save dialog in the desktop application, as a download in a browser. */
export interface TextFile {
  fileName: string;
  mediaType: string;
  text: string;
}

/** True when it was saved; false when the user cancelled. */
export async function saveText({ fileName, mediaType, text }: TextFile): Promise<boolean> {
  if (window.lab) {
    const bytes = new TextEncoder().encode(text);
    return (await window.lab.saveFile({ suggestedName: fileName, bytes })) !== undefined;
  }
  download(fileName, new Blob([text], { type: mediaType }));
  return true;
}

/** As saveText(), for a picture. */
export async function saveBytes(fileName: string, blob: Blob): Promise<boolean> {
  if (window.lab) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return (await window.lab.saveFile({ suggestedName: fileName, bytes })) !== undefined;
  }
  download(fileName, blob);
  return true;
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

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
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return true;
}

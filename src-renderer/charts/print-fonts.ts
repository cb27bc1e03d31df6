/**
 * The typeface of a PDF, put into the file itself: publishers ask for it, and a reader's own face would move the words.
 * Arimo is as wide as Helvetica and Arial, in which the figures are laid out, and has Latin, Greek and Cyrillic.
 */
import bold from '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf?url';
import italic from '@expo-google-fonts/arimo/400Regular_Italic/Arimo_400Regular_Italic.ttf?url';
import regular from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf?url';
import type { jsPDF } from 'jspdf';
import { AppError } from '#shared/errors.ts';

export const PRINT_FAMILY = 'Arimo';

const FACES = [
  { address: regular, style: 'normal', face: { weight: '400', style: 'normal' } },
  { address: bold, style: 'bold', face: { weight: '700', style: 'normal' } },
  { address: italic, style: 'italic', face: { weight: '400', style: 'italic' } },
] as const;

/** Read once in a page's life. */
let files: Promise<{ name: string; style: string; content: string }[]> | undefined;

/**
 * Makes the faces known to the PDF, which keeps the signs that it uses, and to the page, which measures the texts.
 * @throws AppError `internal` where a file is missing
 */
export async function addPrintFonts(pdf: jsPDF): Promise<void> {
  files ??= Promise.all(FACES.map(read));
  files.catch(() => (files = undefined));
  for (const { name, style, content } of await files) {
    pdf.addFileToVFS(name, content);
    pdf.addFont(name, PRINT_FAMILY, style);
  }
}

async function read({ address, style, face }: (typeof FACES)[number]) {
  const response = await fetch(address);
  if (!response.ok) throw AppError.of('internal', 'error.window.noPicture');
  const bytes = await response.arrayBuffer();
  document.fonts.add(await new FontFace(PRINT_FAMILY, bytes, face).load());
  return { name: `${PRINT_FAMILY}-${style}.ttf`, style, content: base64(new Uint8Array(bytes)) };
}

/**
 * jsPDF names the collection of a typeface's characters after their encoding, which readers complain of. The name is
 * replaced by one of the same length, as the file tells where each of its objects begins.
 */
export function withKnownCollection(file: string): Uint8Array<ArrayBuffer> {
  const known = file.replaceAll('/Ordering (Identity-H)', '/Ordering (Identity)  ');
  return Uint8Array.from(known, (sign) => sign.charCodeAt(0));
}

/** In parts: a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  const PART = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += PART)
    binary += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(binary);
}

/** A figure for print, drawn by the lab as SVG, as the files a paper takes: dots for a slide, vectors for a page. */
import type { PaperFigure } from '#shared/contract/paper-tables.ts';
import { AppError } from '#shared/errors.ts';
import { withDensity } from './png-density.ts';
import { addPrintFonts, PRINT_FAMILY, withKnownCollection } from './print-fonts.ts';

export const DOTS_PER_INCH = 300;
const MM_PER_INCH = 25.4;
const POINTS_PER_MM = 72 / MM_PER_INCH;

export const figureAddress = ({ text }: Pick<PaperFigure, 'text'>): string =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;

/** @throws Error where the browser cannot draw it */
export async function figurePng(figure: PaperFigure): Promise<Blob> {
  const image = new Image();
  image.src = figureAddress(figure);
  await image.decode();
  const canvas = document.createElement('canvas');
  const dots = (mm: number) => Math.round((mm / MM_PER_INCH) * DOTS_PER_INCH);
  [canvas.width, canvas.height] = [dots(figure.width), dots(figure.height)];
  const ctx = canvas.getContext('2d')!;
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw AppError.of('internal', 'error.window.noPicture');
  const bytes = withDensity(new Uint8Array(await blob.arrayBuffer()), DOTS_PER_INCH);
  return new Blob([bytes.slice().buffer], { type: 'image/png' });
}

/** One page of the figure's own size, with its type; libraries and typeface are read only when a PDF is asked for. */
export async function figurePdf(figure: PaperFigure): Promise<Blob> {
  const [{ jsPDF }, { svg2pdf }] = await Promise.all([import('jspdf'), import('svg2pdf.js')]);
  const size: [number, number] = [figure.width * POINTS_PER_MM, figure.height * POINTS_PER_MM];
  const pdf = new jsPDF({
    unit: 'pt',
    format: size,
    orientation: size[0] >= size[1] ? 'landscape' : 'portrait',
    compress: true,
    // Else it names fourteen that are not in it.
    putOnlyUsedFonts: true,
  });
  pdf.setProperties({ title: figure.caption });
  await addPrintFonts(pdf);
  // It measures texts, so the drawing must stand in the page while it is read.
  const holder = document.createElement('div');
  holder.style.cssText = 'position:absolute;left:-10000px;top:0;visibility:hidden';
  const drawing = new DOMParser().parseFromString(figure.text, 'image/svg+xml').documentElement;
  drawing.setAttribute('font-family', PRINT_FAMILY);
  holder.append(document.importNode(drawing, true));
  document.body.append(holder);
  try {
    await svg2pdf(holder.firstElementChild!, pdf, { x: 0, y: 0, width: size[0], height: size[1] });
  } finally {
    holder.remove();
  }
  return new Blob([withKnownCollection(pdf.output())], { type: 'application/pdf' });
}

/** Sizes of figures in print, and what they are drawn with. Everything is in points (1/72 inch), as type is. */
import type { FigureSize } from '#shared/contract/paper-tables.ts';
import { CHARACTER_WIDTH, svgDocument } from '../svg-parts.ts';

export const MM_PER_POINT = 25.4 / 72;

export interface PrintStyle {
  /** In points. */
  width: number;
  /** A figure is not lower than that; what it shows may make it higher. */
  minHeight: number;
  font: number;
  /** About so many ticks along an axis. */
  ticks: number;
  /** Whether there is room for the numbers themselves. */
  hasValues: boolean;
  /** Share of the width that names may take. */
  names: number;
}

const points = (millimetres: number): number => millimetres / MM_PER_POINT;

export const PRINT_STYLES: Readonly<Record<FigureSize, PrintStyle>> = {
  single: { width: points(84), minHeight: 0, font: 7, ticks: 5, hasValues: false, names: 0.42 },
  double: { width: points(174), minHeight: 0, font: 8, ticks: 7, hasValues: true, names: 0.36 },
  // 16:9, as slides are.
  slide: { width: points(254), minHeight: points(142.875), font: 15, ticks: 6, hasValues: true, names: 0.36 },
};

export const textWidth = (text: string, font: number): number => [...text].length * CHARACTER_WIDTH * font;

/** The first family is one that every PDF reader has. */
const FAMILY = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

export interface Drawing {
  /** In points. */
  height: number;
  parts: readonly string[];
  caption: string;
}

export const printDocument = (
  { width, font }: PrintStyle,
  { height, parts, caption }: Drawing,
  name: string,
): string =>
  svgDocument(
    name,
    {
      width,
      height,
      unit: { millimetres: MM_PER_POINT },
      font: { family: FAMILY, size: font },
      description: caption,
    },
    parts,
  );

/** The marks of methods over the first points of a scatter chart, whose own shapes are too few to tell 16 apart. */
import type { Plugin } from 'chart.js';
import { paintMark } from './mark-path.ts';
import { type Mark, tokenColour } from './method-colours.ts';

/** Of the dataset itself: it is there to be pointed at, its marks are the plugin's. */
export const UNDER_MARKS = {
  pointRadius: 6,
  pointHoverRadius: 7,
  backgroundColor: '#0000',
  borderColor: '#0000',
} as const;

/** @param marks of the points of the first dataset, in their order */
export const marksPlugin = (marks: readonly Mark[], ground: string): Plugin<'scatter'> => ({
  id: 'marks',
  afterDatasetDraw(chart, { index, meta }) {
    if (index !== 0) return;
    meta.data.forEach((element, at) => {
      const mark = marks[at];
      if (!mark) return;
      const radius = element.active ? UNDER_MARKS.pointHoverRadius : UNDER_MARKS.pointRadius;
      const { x, y } = element;
      paintMark(chart.ctx, mark, { x, y, radius }, { colour: tokenColour(mark.token), ground });
    });
  },
});

/** For a tooltip: the colour that the dataset itself has not. */
export const markColour = (mark: Mark): { borderColor: string; backgroundColor: string } => {
  const colour = tokenColour(mark.token);
  return { borderColor: colour, backgroundColor: colour };
};

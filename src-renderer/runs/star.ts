/** The star's outline in a box of 16 x 16. */
export const STAR_PATH = 'm8 1.6 1.9 4.2 4.5.5-3.4 3 1 4.5L8 11.5l-4 2.3 1-4.5-3.4-3 4.5-.5z';

/** Parts of the builder and of the panel below the table, in their order. */
export const BUILDER_PARTS = ['rows', 'columns', 'numbers', 'text', 'leftOut'] as const;
export type BuilderPart = (typeof BUILDER_PARTS)[number];

export const DOCK_PARTS = ['cell', 'tex', 'md', 'csv', 'html', 'json', 'figure'] as const;
export type DockPart = (typeof DOCK_PARTS)[number];

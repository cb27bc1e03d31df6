/**
 * Ids of the rows whose results the paper publishes, so that a method can name the one it stands for. The values are
 * in resources/paper-results.json; src-main/lab/published reads them.
 */
export const PUBLISHED_ROWS = [
  'PLM-NR-12 (FT)',
  'PLM-NR-12 (DAPT)',
  'PLM-NR-12 (TAPT)',
  'PLM-NR-12 (DP)',
  'PLM-NR-4 (FT)',
  'PLM-NR-2 (FT)',
  'PLM-NR-1 (FT)',
  'TinyBERT-4',
  'TinyBERT-2',
  'TinyBERT-1',
  'NewsBERT-4',
  'NewsBERT-2',
  'NewsBERT-1',
  'Tiny-NewsRec-4',
  'Tiny-NewsRec-2',
  'Tiny-NewsRec-1',
  'Ensemble-Teacher-12',
  'TinyBERT-MT-4',
  'NewsBERT-MT-4',
  'MT-BERT-4',
] as const;
export type PublishedRowId = (typeof PUBLISHED_ROWS)[number];

export const isPublishedRow = (id: string): id is PublishedRowId =>
  (PUBLISHED_ROWS as readonly string[]).includes(id);

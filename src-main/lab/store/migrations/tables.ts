/** Tables that the user builds: what is asked for, and the runs they were made of. */

export const tables = `
CREATE TABLE paper_tables (
  name TEXT PRIMARY KEY,
  created_at REAL NOT NULL,        -- epoch ms
  updated_at REAL NOT NULL,
  definition TEXT NOT NULL,        -- JSON
  snapshot TEXT NOT NULL           -- JSON: the runs as they were
) STRICT;
`;

/** Weights that the user named, to be kept whatever is cleaned up. */

export const checkpoints = `
CREATE TABLE kept_checkpoints (
  stage INTEGER PRIMARY KEY REFERENCES stages (id) ON DELETE CASCADE,
  name TEXT NOT NULL UNIQUE,
  kept_at REAL NOT NULL            -- epoch ms
) STRICT;
`;

/** The queue: the place of each experiment that is in it, and what is set for the whole of it. */

export const queue = `
CREATE TABLE queue_places (
  experiment INTEGER PRIMARY KEY REFERENCES experiments (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,       -- within a priority
  priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
  paused INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE queue_settings (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;
`;

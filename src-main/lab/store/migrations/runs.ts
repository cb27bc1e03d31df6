/** What the user says of runs (name, note, star, archive, trash, tags), saved views of their table, sizes on disk. */

export const runs = `
-- Of the artifact's files; null where it is not known yet, or there is none.
ALTER TABLE stages ADD COLUMN bytes INTEGER;

CREATE TABLE run_marks (
  stage INTEGER PRIMARY KEY REFERENCES stages (id) ON DELETE CASCADE,
  name TEXT,
  note TEXT NOT NULL DEFAULT '',   -- Markdown
  starred INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  trashed_at REAL,                 -- epoch ms
  purged_at REAL                   -- the row stays for what stands on it; its result is gone
) STRICT;

CREATE TABLE run_tags (
  stage INTEGER NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (stage, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_views (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL              -- JSON
) STRICT;

-- What is computed again is wanted again.
CREATE TRIGGER run_comes_back AFTER UPDATE OF state ON stages
WHEN NEW.state IN ('running', 'done') AND OLD.state NOT IN ('running', 'done')
BEGIN
  UPDATE run_marks SET trashed_at = NULL, purged_at = NULL WHERE stage = NEW.id;
END;
`;

/** Version 1: stages, experiments, datasets, PLMs, points and log lines. */

export const first = `
CREATE TABLE stages (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  config TEXT NOT NULL,            -- JSON, resolved
  inputs TEXT NOT NULL,            -- JSON: name -> key
  seed INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'queued', 'running', 'done', 'failed', 'stopped')),
  started_at REAL,                 -- epoch ms
  ended_at REAL,
  device TEXT,                     -- JSON
  summary TEXT,                    -- JSON
  error TEXT                       -- JSON
) STRICT;
CREATE INDEX stages_by_kind ON stages (kind, state);

CREATE TABLE datasets (
  name TEXT PRIMARY KEY,
  stage INTEGER NOT NULL REFERENCES stages (id),
  source TEXT NOT NULL,
  imported_at REAL NOT NULL,
  bytes INTEGER NOT NULL,
  summary TEXT NOT NULL            -- JSON
) STRICT;

CREATE TABLE plms (
  name TEXT PRIMARY KEY,
  stage INTEGER NOT NULL REFERENCES stages (id),
  source TEXT NOT NULL,
  imported_at REAL NOT NULL,
  bytes INTEGER NOT NULL,
  config TEXT NOT NULL,            -- JSON
  parameters INTEGER NOT NULL
) STRICT;

CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  config TEXT NOT NULL,            -- JSON with defaults filled in
  yaml TEXT NOT NULL,              -- as the user gave it
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'stopped')),
  created_at REAL NOT NULL,
  ended_at REAL,
  error TEXT
) STRICT;

CREATE TABLE experiment_stages (
  experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  stage INTEGER NOT NULL REFERENCES stages (id),
  position INTEGER NOT NULL,       -- order of the graph: inputs first
  title TEXT NOT NULL,
  methods TEXT NOT NULL,           -- JSON: labels
  repeats TEXT NOT NULL,           -- JSON: 0-based
  reused INTEGER NOT NULL,
  PRIMARY KEY (experiment, stage)
) STRICT, WITHOUT ROWID;
CREATE INDEX experiment_stages_by_stage ON experiment_stages (stage);

CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- About 20 bytes a point: three small integers and one double, no row id, no text.
CREATE TABLE points (
  stage INTEGER NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
  metric INTEGER NOT NULL REFERENCES metrics (id),
  step INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (stage, metric, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stage INTEGER NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
  time REAL NOT NULL,
  level TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX log_lines_by_stage ON log_lines (stage, id);
`;

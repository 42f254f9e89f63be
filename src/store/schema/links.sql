-- What was done in one go: for undo, and for the event log.
CREATE TABLE operation (
  op INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  summary TEXT NOT NULL,
  reverses INTEGER,
  redo INTEGER NOT NULL DEFAULT 0,
  reversed_by INTEGER,
  undoable INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Arrivals and departures, as they were recorded.
CREATE TABLE attendance (
  seq INTEGER PRIMARY KEY,
  meeting INTEGER NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  arrived INTEGER NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recusal (
  item INTEGER NOT NULL,
  person TEXT NOT NULL,
  meeting INTEGER NOT NULL,
  reason TEXT NOT NULL,
  by_rule INTEGER NOT NULL,
  PRIMARY KEY (item, person)
) STRICT, WITHOUT ROWID;

-- Written positions, filed before the vote.
CREATE TABLE position (
  item INTEGER NOT NULL,
  person TEXT NOT NULL,
  meeting INTEGER NOT NULL,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (item, person)
) STRICT, WITHOUT ROWID;

-- One row a member and decision, for analysts; derived from the decision.
CREATE TABLE vote (
  decision INTEGER NOT NULL,
  person TEXT NOT NULL,
  ballot TEXT NOT NULL,
  PRIMARY KEY (decision, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_entry (
  seq INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  -- To whom it was said, if it is a communication.
  told TEXT NOT NULL,
  -- The step of a runbook that it ticks, as RUNBOOK:STEP.
  step TEXT NOT NULL
) STRICT;

-- Criteria versions with their whole text.
CREATE TABLE criteria (
  seq INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  -- The board's decision to adopt it; 0 before its first.
  decision INTEGER NOT NULL
) STRICT;

-- What full-text search reads, one row a record; the rowid is the record's key.
CREATE TABLE search_doc (key INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL) STRICT;

-- What monitors measured, by moment and segment ('' is all).
CREATE TABLE reading (
  monitor INTEGER NOT NULL,
  at TEXT NOT NULL,
  segment TEXT NOT NULL,
  value TEXT NOT NULL,
  standing TEXT NOT NULL,
  PRIMARY KEY (monitor, at, segment)
) STRICT, WITHOUT ROWID;

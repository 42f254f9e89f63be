-- The log. Append-only: triggers refuse change and removal, and demand the next number and the head's hash.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  op INTEGER NOT NULL,
  at TEXT NOT NULL,
  effective TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  payload TEXT,
  payload_sha TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE INDEX event_op ON event (op);

CREATE TABLE event_about (record INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (record, seq)) STRICT, WITHOUT ROWID;

-- Long text, once, by its digest.
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER event_follows_the_head BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), (SELECT value FROM meta WHERE name = 'root'))
  OR NEW.at < coalesce((SELECT at FROM event ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT raise(ABORT, 'the event does not follow the head of the log'); END;

CREATE TRIGGER event_about_is_never_changed BEFORE UPDATE ON event_about
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER event_about_is_never_removed BEFORE DELETE ON event_about
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

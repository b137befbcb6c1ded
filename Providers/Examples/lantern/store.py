"""Everything that Lantern knows, in one SQLite file: what was answered for is on the disk before anybody hears of it."""

import contextlib
import hashlib
import json
import os
import secrets
import sqlite3
import threading

from contract import Problem

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS decks (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, owned INTEGER NOT NULL CHECK (owned >= 0), archived INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS handouts (
    number INTEGER PRIMARY KEY, deck TEXT NOT NULL REFERENCES decks (id), key TEXT NOT NULL UNIQUE, reference TEXT NOT NULL,
    address TEXT, name TEXT, language TEXT, channel TEXT NOT NULL, state TEXT NOT NULL, finished_at TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS handouts_reference ON handouts (reference);
CREATE INDEX IF NOT EXISTS handouts_deck ON handouts (deck, state);
CREATE TABLE IF NOT EXISTS history (handout INTEGER NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS mails (recipient TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL) STRICT;
"""


class Store:
    """One connection, one writer at a time; a transaction ends whole or leaves nothing."""

    def __init__(self, folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.lock = threading.RLock()
        self.db = sqlite3.connect(os.path.join(folder, "lantern.db"), isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;" + SCHEMA)
        with self.transaction() as db:
            for name in ("token", "webhook_key"):
                db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, secrets.token_urlsafe(32)))
            db.execute("INSERT OR IGNORE INTO facts VALUES ('offset', '0')")

    @contextlib.contextmanager
    def transaction(self):
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    @contextlib.contextmanager
    def view(self):
        """One state of everything, for as long as it is looked at."""
        with self.lock:
            yield self.db

    def fact(self, name):
        with self.view() as db:
            return db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0]

    def once(self, key, operation, body, act):
        """Does an act once for its key: the same key with the same body is answered as the first time.

        Act and answer are committed together, so that no crash parts them. A refusal of the whole call is not kept: nothing
        happened, and the same call may be tried again.
        """
        asked = json.dumps([operation, body], sort_keys=True)
        fingerprint = hashlib.sha256(asked.encode()).hexdigest()
        with self.transaction() as db:
            kept = db.execute("SELECT fingerprint, body FROM calls WHERE key = ?", (key,)).fetchone()
            if kept is None:
                answer = json.dumps(act(db))
                db.execute("INSERT INTO calls VALUES (?, ?, ?)", (key, fingerprint, answer))
                return answer
            if kept["fingerprint"] != fingerprint:
                raise Problem(422, "idempotency_key_reused", "This key was used for something else; nothing was done.")
            return kept["body"]

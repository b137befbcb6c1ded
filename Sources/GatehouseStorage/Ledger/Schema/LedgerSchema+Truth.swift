extension LedgerSchema {
    static let reconciliation = """
        CREATE TABLE runs (
            workspace {integer} NOT NULL, id {text} NOT NULL, connection {text} NOT NULL, source {text} NOT NULL,
            at {integer} NOT NULL, as_of {integer} NOT NULL, is_complete {integer} NOT NULL, records {integer} NOT NULL,
            matched {integer} NOT NULL, absent {text} NOT NULL, set_aside {integer} NOT NULL,
            PRIMARY KEY (workspace, id), FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {strict};
        CREATE INDEX runs_connection ON runs (workspace, connection, at, id);
        CREATE INDEX runs_at ON runs (workspace, at, id);

        CREATE TABLE discrepancies (
            workspace {integer} NOT NULL, id {text} NOT NULL, connection {text} NOT NULL, kind {text} NOT NULL,
            subject {text} NOT NULL, invitation {text}, ours {text} NOT NULL, theirs {text} NOT NULL,
            evidence {text} NOT NULL, policy {text} NOT NULL, severity {text} NOT NULL, proposal {text} NOT NULL,
            state {text} NOT NULL, first_seen {integer} NOT NULL, last_seen {integer} NOT NULL, resolution {text},
            PRIMARY KEY (workspace, id), FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {strict};
        -- One of a kind about a subject, until it is gone; what a person ignores stays in its place.
        CREATE UNIQUE INDEX discrepancies_standing ON discrepancies (workspace, connection, kind, subject)
            WHERE state IN ('open', 'ignored')
        """

    static let truthFurther = """
        -- The code that an invitation held until it was released.
        ALTER TABLE invitations ADD COLUMN gave_up {integer};
        -- The supply's id at the vendor, where a difference is about one.
        ALTER TABLE discrepancies ADD COLUMN supply {text};
        UPDATE discrepancies SET supply = (
            SELECT max(s.vendor_id) FROM supplies s
            WHERE s.workspace = discrepancies.workspace AND s.connection = discrepancies.connection
                AND (discrepancies.subject = 'supply ' || s.vendor_id OR substr(discrepancies.subject, 1, length(s.vendor_id) + 9)
                    = 'supply ' || s.vendor_id || ', '))
        WHERE state IN ('open', 'ignored') AND invitation IS NULL
        """

    static let wholeRuns = """
        -- What a whole run showed all of: nothing in it for everything, or one supply's id at the vendor; null where it was not whole.
        ALTER TABLE runs ADD COLUMN whole {text};
        -- Supplies of which not all was shown after all, and invitations of which what was shown is not believed, as JSON.
        ALTER TABLE runs ADD COLUMN torn {text};
        ALTER TABLE runs ADD COLUMN doubted {text};
        UPDATE runs SET whole = '' WHERE source = 'api' AND is_complete = 1 AND set_aside = 0;
        CREATE INDEX runs_whole ON runs (workspace, connection, whole, as_of) WHERE whole IS NOT NULL
        """

    static let audit = """
        CREATE TABLE audit (
            workspace {integer} NOT NULL REFERENCES workspaces (number), sequence {integer} NOT NULL, at {integer} NOT NULL,
            actor {text} NOT NULL, act {text} NOT NULL, object {text} NOT NULL, details {text} NOT NULL,
            previous {text} NOT NULL, hash {text} NOT NULL, PRIMARY KEY (workspace, sequence)
        ) {strict};

        CREATE TABLE outbox (
            workspace {integer} NOT NULL REFERENCES workspaces (number), sequence {integer} NOT NULL, type {text} NOT NULL,
            object {text} NOT NULL, at {integer} NOT NULL, data {text} NOT NULL, PRIMARY KEY (workspace, sequence)
        ) {strict}
        """
}

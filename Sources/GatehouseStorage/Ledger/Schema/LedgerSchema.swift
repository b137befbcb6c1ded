/// The ledger's tables, by the migrations that made them.
///
/// Every row leads its keys with its workspace's number. `number` is a row's own short key where millions of rows would
/// otherwise carry a long one; outside this room it is seen only as the credential's id.
package enum LedgerSchema {
    package static let migrations = [
        Migration(
            1, "ledger",
            [workspaces, people, supplies, invitations, road, reconciliation, audit].joined(separator: ";\n"),
            only: [
                // SQLite has one writer, so one row serves all; PostgreSQL's writers take a block each.
                .sqlite: "CREATE TABLE numbers (last INTEGER NOT NULL) STRICT; INSERT INTO numbers (last) VALUES (0);\n"
                    + statistics,
                .postgres: "CREATE SEQUENCE numbers START 1 INCREMENT \(NumberSource.block)",
            ]),
        Migration(2, "what acts brought", results),
        Migration(3, "providers outside", "ALTER TABLE connections ADD COLUMN descriptor {text}"),
        Migration(
            4, "whose key it is",
            "CREATE TABLE vault_proofs (purpose {text} PRIMARY KEY, proof {blob} NOT NULL) {strict}"
        ),
        Migration(
            5, "codes that expire",
            """
            -- No free code of the pool has its last day before this one; null where none of them has any.
            ALTER TABLE supplies ADD COLUMN next_expiry {integer};
            UPDATE supplies SET next_expiry = 0 WHERE stock = 'pool'
            """),
        Migration(6, "results and webhooks", hearing),
        Migration(7, "batches serve many commands", sharedBatches, only: [.sqlite: sharedBatchStatistics]),
        Migration(8, "what people decided", decisions),
        Migration(9, "comparisons", comparison, only: [.sqlite: comparisonStatistics]),
        Migration(10, "people who are one", merges, only: [.sqlite: mergeStatistics]),
        Migration(11, "scheduled runs", schedules),
        Migration(12, "codes that went back, and whose differences are", truthFurther),
        Migration(
            13, "how old results are",
            "CREATE INDEX results_age ON results (workspace, coalesce(completed_at, taken_at)) WHERE is_newest = 1"),
        // A changed row that finds room on its own page leaves the table's indexes as they are. SQLite changes it in place.
        Migration(
            14, "room for changes", "-- PostgreSQL alone",
            only: [.postgres: "ALTER TABLE invitations SET (fillfactor = 90)"]),
        Migration(15, "what a run showed whole", wholeRuns),
        Migration(
            16, "since when codes are set apart",
            """
            -- When something spoke against giving it out; null where it only waits for a file that shows it.
            ALTER TABLE credentials ADD COLUMN set_apart {integer}
            """,
            // What was set apart before this column came, nobody knows: since now.
            only: [
                .sqlite: "UPDATE credentials SET set_apart = unixepoch() * 1000 WHERE state = 2",
                .postgres:
                    "UPDATE credentials SET set_apart = (extract(epoch FROM now()) * 1000)::BIGINT WHERE state = 2",
            ]),
        Migration(
            17, "what somebody has seen",
            """
            -- When the secrets of a work item were shown for the first time; of older ones nobody knows.
            ALTER TABLE work_items ADD COLUMN shown_at {integer};
            UPDATE work_items SET shown_at = created_at
            """),
        Migration(
            18, "whose id of the vendor's it is",
            """
            CREATE INDEX invitations_vendor_id ON invitations (workspace, connection, vendor_id)
            WHERE vendor_id IS NOT NULL AND ended IS NULL
            """,
            only: [
                .sqlite: """
                INSERT INTO sqlite_stat1 (tbl, idx, stat)
                VALUES ('invitations', 'invitations_vendor_id', '300000 300000 60000 1');
                ANALYZE sqlite_schema
                """
            ]),
        Migration(codesFolded, "codes in any spelling", "-- \(CodeRefolding.self) writes the look-up hashes anew"),
        // What an order told of the act's invitation when it was sent first, as JSON; null where it was not, and at the end.
        Migration(20, "what was sent", "ALTER TABLE intents ADD COLUMN sent {text}"),
        Migration(linksFolded, "links in any spelling", "-- \(CodeRefolding.self) writes their look-up hashes anew"),
        Migration(22, "what may be shared", "-- each database in its own words", only: sharedHolders),
    ]

    /// The step with which a code's look-up hash became that of all its spellings.
    static let codesFolded = 19
    /// The step with which a link's did.
    static let linksFolded = 21

    private static let workspaces = """
        CREATE TABLE workspaces (
            number {integer} PRIMARY KEY, id {text} NOT NULL UNIQUE, name {text} NOT NULL
        ) {strict};

        -- The last link of a workspace's audit chain and of its outbox: locked last, just before the commit.
        CREATE TABLE chains (
            workspace {integer} PRIMARY KEY REFERENCES workspaces (number), audit_sequence {integer} NOT NULL,
            audit_hash {text} NOT NULL, outbox_sequence {integer} NOT NULL
        ) {strict};

        CREATE TABLE connections (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, name {text} NOT NULL,
            provider {text} NOT NULL, mode {text} NOT NULL, settings {text} NOT NULL, secrets {blob},
            is_removed {integer} NOT NULL, PRIMARY KEY (workspace, id)
        ) {strict};
        CREATE UNIQUE INDEX connections_name ON connections (workspace, name) WHERE is_removed = 0;

        CREATE TABLE clients (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, name {text} NOT NULL,
            PRIMARY KEY (workspace, id), CONSTRAINT clients_name UNIQUE (workspace, name)
        ) {strict};

        CREATE TABLE templates (
            workspace {integer} NOT NULL REFERENCES workspaces (number), provider {text} NOT NULL, kind {text} NOT NULL,
            language {text} NOT NULL, version {integer} NOT NULL, source {text} NOT NULL, at {integer} NOT NULL,
            PRIMARY KEY (workspace, provider, kind, language, version)
        ) {strict}
        """
}

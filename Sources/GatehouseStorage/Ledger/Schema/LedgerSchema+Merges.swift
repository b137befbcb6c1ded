extension LedgerSchema {
    /// Records of people that were found to be one (GH-8), and those that were said not to be.
    static let merges = """
        -- `record` is the other's record as it was and what moved; the other's own row is gone while the merge stands.
        CREATE TABLE person_merges (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, number {integer} NOT NULL,
            kept {text} NOT NULL, other {text} NOT NULL, at {integer} NOT NULL, actor {text} NOT NULL, reason {text},
            record {text} NOT NULL, undone_at {integer}, undone_by {text}, PRIMARY KEY (workspace, id)
        ) {strict};
        CREATE UNIQUE INDEX person_merges_other ON person_merges (workspace, other) WHERE undone_at IS NULL;
        CREATE INDEX person_merges_kept ON person_merges (workspace, kept) WHERE undone_at IS NULL;
        CREATE INDEX person_merges_number ON person_merges (workspace, number);

        CREATE TABLE people_apart (
            workspace {integer} NOT NULL REFERENCES workspaces (number), first {text} NOT NULL, second {text} NOT NULL,
            at {integer} NOT NULL, actor {text} NOT NULL, reason {text}, PRIMARY KEY (workspace, first, second)
        ) {without rowid}
        """

    /// What SQLite's planner is told of them.
    static let mergeStatistics = """
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
            ('person_merges', 'sqlite_autoindex_person_merges_1', '5000 5000 1'),
            ('person_merges', 'person_merges_other', '5000 5000 1'),
            ('person_merges', 'person_merges_kept', '5000 5000 2'),
            ('person_merges', 'person_merges_number', '5000 5000 1'),
            ('people_apart', 'people_apart', '1000 1000 2 1');
        ANALYZE sqlite_schema
        """
}

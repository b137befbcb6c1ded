extension LedgerSchema {
    /// What comparisons add up, kept behind the ledger: a transaction only says which invitations it touched.
    static let comparison = """
        CREATE TABLE comparison_states (
            workspace {integer} PRIMARY KEY REFERENCES workspaces (number), filled_to {text} NOT NULL,
            is_filled {integer} NOT NULL, as_of {integer}
        ) {strict};

        -- What each invitation added, so that it can be taken away again.
        CREATE TABLE comparison_shares (
            workspace {integer} NOT NULL, invitation {text} NOT NULL, supply {text} NOT NULL, programme {text} NOT NULL,
            client {text} NOT NULL, coaches {text} NOT NULL, day {integer} NOT NULL, counts {blob} NOT NULL,
            PRIMARY KEY (workspace, invitation)
        ) {without rowid};

        -- Day -1 is all days; a cell's name is all that tells it from another. What does not apply is empty.
        CREATE TABLE comparison_cells (
            workspace {integer} NOT NULL, cell {text} NOT NULL, level {integer} NOT NULL, day {integer} NOT NULL,
            supply {text} NOT NULL, programme {text} NOT NULL, client {text} NOT NULL, coach {text} NOT NULL,
            counts {blob} NOT NULL, PRIMARY KEY (workspace, cell)
        ) {strict};
        CREATE INDEX comparison_cells_day ON comparison_cells (workspace, level, day);

        -- One row for each transaction: the ids of what it touched, with spaces between; taken in and deleted later.
        CREATE TABLE comparison_changes (
            workspace {integer} NOT NULL, number {integer} NOT NULL {counted}, invitations {text} NOT NULL,
            people {text} NOT NULL, PRIMARY KEY (workspace, number)
        ) {without rowid};

        -- The few slots that nobody stands behind yet: the end of the matrix.
        CREATE INDEX invitations_nameless ON invitations (workspace, id) WHERE person IS NULL
        """

    /// What SQLite's planner is told of the new index.
    static let comparisonStatistics = """
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('invitations', 'invitations_nameless', '1000 1000 1');
        ANALYZE sqlite_schema
        """
}

extension LedgerSchema {
    static let schedules = """
        -- When a connection's vendor is asked by itself: `every` in milliseconds, 0 for never, null as the workspace has it.
        CREATE TABLE schedules (
            workspace {integer} NOT NULL, connection {text} NOT NULL, every {integer}, last_at {integer},
            retry_at {integer}, failures {integer} NOT NULL, trouble {text}, claimed_until {integer} NOT NULL,
            fence {integer} NOT NULL, PRIMARY KEY (workspace, connection),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {without rowid}
        """
}

extension LedgerSchema {
    /// What SQLite's planner is told of the tables: how many rows each index has, and how many of them share the first
    /// column, the first two, and so on.
    ///
    /// Untold, it takes the workspace for a good key, though one workspace mostly has all the rows, and walks a whole table
    /// in the order that a statement asks for. PostgreSQL finds out by itself.
    static let statistics: String = {
        let rows = told.map { table, index, rows in
            // A table without rowid is its own first index.
            "('\(table)', '\(index ?? table)', '\(rows)')"
        }
        return """
            ANALYZE;
            DELETE FROM sqlite_stat1;
            INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES \(rows.joined(separator: ", "));
            ANALYZE sqlite_schema
            """
    }()

    private static let told: [(table: String, index: String?, rows: String)] = [
        ("intents", "sqlite_autoindex_intents_1", "1000000 1000000 1"),
        ("intents", "intents_open", "50000 50000 10000 500 1"),
        ("intents", "intents_waiting", "50000 50000 1"),
        ("intents", "intents_batch", "1000000 1000000 500"),
        ("intents", "intents_invitation", "1000000 1000000 2 1"),
        ("batches", nil, "10000 10000 1"),
        ("batches", "batches_key", "10000 10000 1"),
        ("batches", "batches_command", "10000 10000 20"),
        ("batches", "batches_connection", "10000 10000 1000"),
        ("commands", "sqlite_autoindex_commands_1", "10000 10000 1"),
        ("commands", "sqlite_autoindex_commands_2", "10000 10000 1"),
        ("invitations", "sqlite_autoindex_invitations_1", "500000 500000 1"),
        ("invitations", "invitations_holder", "500000 500000 1"),
        ("invitations", "invitations_person", "500000 500000 3"),
        ("invitations", "invitations_connection", "500000 500000 100000 1"),
        ("invitations", "invitations_supply", "500000 500000 20000 1"),
        ("invitations", "invitations_programme", "500000 500000 20000 1"),
        ("entitlements", nil, "500000 500000 3 1 1"),
        ("deliveries", "sqlite_autoindex_deliveries_1", "500000 500000 1"),
        ("deliveries", "deliveries_invitation", "500000 500000 2 1"),
        ("deliveries", "deliveries_state", "500000 500000 50000 1"),
        ("observations", "sqlite_autoindex_observations_1", "500000 500000 1"),
        ("observations", "observations_invitation", "500000 500000 5 1"),
        ("credentials", "credentials_lookup", "1000000 1000000 1"),
        ("credentials", "credentials_alias", "1000 1000 1"),
        ("credentials", "credentials_free", "500000 500000 50000 1"),
        ("people", "sqlite_autoindex_people_1", "200000 200000 1"),
        ("people", "people_client", "200000 200000 2000 1"),
        ("person_addresses", nil, "200000 200000 1"),
        ("person_addresses", "person_addresses_person", "200000 200000 1 1"),
        ("person_tags", nil, "400000 400000 4000 1"),
        ("person_tags", "person_tags_person", "400000 400000 2"),
        ("programme_people", nil, "200000 200000 2000 1"),
        ("programme_people", "programme_people_person", "200000 200000 2"),
        ("supplies", "sqlite_autoindex_supplies_1", "200 200 1"),
        ("supplies", "sqlite_autoindex_supplies_2", "200 200 1"),
        ("tallies", nil, "2000 2000 60 10 1"),
        ("audit", "sqlite_autoindex_audit_1", "1000000 1000000 1"),
        ("outbox", "sqlite_autoindex_outbox_1", "1000000 1000000 1"),
    ]
}

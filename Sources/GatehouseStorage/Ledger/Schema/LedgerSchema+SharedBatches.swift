extension LedgerSchema {
    /// A batch's row serves every command that asks for the same; which command an act is of, it says itself.
    ///
    /// Both tables are made anew, because SQLite cannot loosen a column or add a reference of two columns.
    static let sharedBatches = """
        CREATE TABLE batches_before AS SELECT * FROM batches;
        DROP TABLE batches;
        -- What acts have in common. Where `command` is null it serves all commands, and the key of a batch is its command's
        -- id with `key` behind it.
        CREATE TABLE batches (
            workspace {integer} NOT NULL, number {integer} NOT NULL, key {text} NOT NULL, command {text},
            verb {text} NOT NULL, connection {text} NOT NULL, supply {text}, channel {text}, support {text} NOT NULL,
            options {blob}, PRIMARY KEY (workspace, number),
            FOREIGN KEY (workspace, command) REFERENCES commands (workspace, id),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id),
            FOREIGN KEY (workspace, supply) REFERENCES supplies (workspace, id)
        ) {without rowid};
        INSERT INTO batches (workspace, number, key, command, verb, connection, supply, channel, support, options)
            SELECT workspace, number, key, command, verb, connection, supply, channel, support, options FROM batches_before;
        DROP TABLE batches_before;
        CREATE INDEX batches_key ON batches (workspace, key);
        CREATE INDEX batches_connection ON batches (workspace, connection);

        CREATE TABLE act_results_before AS SELECT * FROM act_results;
        DROP TABLE act_results;
        CREATE TABLE intents_before AS SELECT i.workspace, i.id, b.command, i.batch, i.invitation, i.after, i.state, i.attempts,
                i.due_at, i.worker, i.claimed_at, i.lease_until, i.fence, i.detail, i.outcome_code
            FROM intents i JOIN batches b ON b.workspace = i.workspace AND b.number = i.batch;
        DROP TABLE intents;
        -- States from 6 on are final. An index over the open ones is chosen by `is_open`, not by the state itself, because a
        -- planner takes a bound on the state for a better key than the state.
        CREATE TABLE intents (
            workspace {integer} NOT NULL, id {text} NOT NULL, command {text} NOT NULL, batch {integer} NOT NULL,
            invitation {text}, after {text}, state {integer} NOT NULL, attempts {integer} NOT NULL,
            due_at {integer} NOT NULL, worker {text}, claimed_at {integer}, lease_until {integer},
            fence {integer} NOT NULL, detail {text}, outcome_code {text},
            is_open {integer} GENERATED ALWAYS AS (CASE WHEN state < 6 THEN 1 END) STORED, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, command) REFERENCES commands (workspace, id),
            FOREIGN KEY (workspace, invitation) REFERENCES invitations (workspace, id)
        ) {strict};
        INSERT INTO intents (workspace, id, command, batch, invitation, after, state, attempts, due_at, worker, claimed_at,
                lease_until, fence, detail, outcome_code)
            SELECT workspace, id, command, batch, invitation, after, state, attempts, due_at, worker, claimed_at,
                lease_until, fence, detail, outcome_code
            FROM intents_before;
        DROP TABLE intents_before;
        CREATE INDEX intents_open ON intents (workspace, state, due_at, id) WHERE is_open IS NOT NULL;
        CREATE INDEX intents_waiting ON intents (workspace, after) WHERE state = 0;
        CREATE INDEX intents_command ON intents (workspace, command, batch);
        CREATE INDEX intents_invitation ON intents (workspace, invitation, id) WHERE invitation IS NOT NULL;

        \(results);
        INSERT INTO act_results (workspace, intent, content) SELECT workspace, intent, content FROM act_results_before;
        DROP TABLE act_results_before
        """

    /// What SQLite's planner is told of the new tables; it forgot what it knew of those before.
    static let sharedBatchStatistics = """
        DELETE FROM sqlite_stat1 WHERE tbl IN ('intents', 'batches');
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
            ('intents', 'sqlite_autoindex_intents_1', '1000000 1000000 1'),
            ('intents', 'intents_open', '50000 50000 10000 500 1'),
            ('intents', 'intents_waiting', '50000 50000 1'),
            ('intents', 'intents_command', '1000000 1000000 1000 500'),
            ('intents', 'intents_invitation', '1000000 1000000 2 1'),
            ('batches', 'batches', '10000 10000 1'),
            ('batches', 'batches_key', '10000 10000 10'),
            ('batches', 'batches_connection', '10000 10000 1000');
        ANALYZE sqlite_schema
        """
}

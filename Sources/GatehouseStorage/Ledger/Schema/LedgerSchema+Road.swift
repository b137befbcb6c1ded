extension LedgerSchema {
    static let road = """
        CREATE TABLE commands (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, key {text} NOT NULL,
            input_hash {text} NOT NULL, verb {text} NOT NULL, actor {text} NOT NULL, at {integer} NOT NULL,
            answer {text} NOT NULL, PRIMARY KEY (workspace, id), CONSTRAINT commands_key UNIQUE (workspace, key)
        ) {strict};

        -- What all acts of a batch have in common.
        CREATE TABLE batches (
            workspace {integer} NOT NULL, number {integer} NOT NULL, key {text} NOT NULL, command {text} NOT NULL,
            verb {text} NOT NULL, connection {text} NOT NULL, supply {text}, channel {text}, support {text} NOT NULL,
            options {blob}, PRIMARY KEY (workspace, number),
            FOREIGN KEY (workspace, command) REFERENCES commands (workspace, id),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id),
            FOREIGN KEY (workspace, supply) REFERENCES supplies (workspace, id)
        ) {without rowid};
        CREATE INDEX batches_key ON batches (workspace, key);
        CREATE INDEX batches_command ON batches (workspace, command);
        CREATE INDEX batches_connection ON batches (workspace, connection);

        -- States from 6 on are final. An index over the open ones is chosen by `is_open`, not by the state itself, because a
        -- planner takes a bound on the state for a better key than the state.
        CREATE TABLE intents (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, batch {integer} NOT NULL,
            invitation {text}, after {text}, state {integer} NOT NULL, attempts {integer} NOT NULL,
            due_at {integer} NOT NULL, worker {text}, claimed_at {integer}, lease_until {integer},
            fence {integer} NOT NULL, detail {text}, outcome_code {text},
            is_open {integer} GENERATED ALWAYS AS (CASE WHEN state < 6 THEN 1 END) STORED, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, invitation) REFERENCES invitations (workspace, id)
        ) {strict};
        CREATE INDEX intents_open ON intents (workspace, state, due_at, id) WHERE is_open IS NOT NULL;
        CREATE INDEX intents_waiting ON intents (workspace, after) WHERE state = 0;
        CREATE INDEX intents_batch ON intents (workspace, batch);
        CREATE INDEX intents_invitation ON intents (workspace, invitation, id) WHERE invitation IS NOT NULL;

        CREATE TABLE work_items (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, connection {text} NOT NULL,
            title {text} NOT NULL, steps {text} NOT NULL, intents {text} NOT NULL, asks {text} NOT NULL,
            effects {text} NOT NULL, state {text} NOT NULL, created_at {integer} NOT NULL, closed_at {integer},
            closed_by {text}, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {strict};
        CREATE INDEX work_items_open ON work_items (workspace, id) WHERE state = 'open';

        CREATE TABLE work_materials (
            workspace {integer} NOT NULL, item {text} NOT NULL, place {integer} NOT NULL, name {text} NOT NULL,
            media_type {text} NOT NULL, is_secret {integer} NOT NULL, content {blob} NOT NULL,
            PRIMARY KEY (workspace, item, place), FOREIGN KEY (workspace, item) REFERENCES work_items (workspace, id)
        ) {strict}
        """

    static let results = """
        -- What an act brought for whoever asked for it; all of it is sealed, because it may hold a link or a code.
        CREATE TABLE act_results (
            workspace {integer} NOT NULL, intent {text} NOT NULL, content {blob} NOT NULL,
            PRIMARY KEY (workspace, intent), FOREIGN KEY (workspace, intent) REFERENCES intents (workspace, id)
        ) {without rowid}
        """
}

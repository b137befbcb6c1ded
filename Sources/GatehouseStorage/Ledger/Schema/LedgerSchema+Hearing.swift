extension LedgerSchema {
    /// What vendors say of completed assessments, and what they send by themselves.
    static let hearing = """
        -- Versions of what an assessment brought; the content is sealed. An older one stays as it was.
        CREATE TABLE results (
            workspace {integer} NOT NULL, invitation {text} NOT NULL, assessment {text} NOT NULL,
            version {integer} NOT NULL, is_newest {integer} NOT NULL, connection {text} NOT NULL,
            completed_at {integer}, taken_at {integer} NOT NULL, source {text} NOT NULL,
            score_count {integer} NOT NULL, has_link {integer} NOT NULL, content {blob} NOT NULL,
            PRIMARY KEY (workspace, invitation, assessment, version),
            FOREIGN KEY (workspace, invitation) REFERENCES invitations (workspace, id)
        ) {without rowid};
        CREATE INDEX results_revised ON results (workspace, connection, taken_at) WHERE version > 1 AND is_newest = 1;

        -- Where a connection's vendor sends to, and how its pulls are paced: one worker at a time, and a pause after each.
        CREATE TABLE hook_addresses (
            workspace {integer} NOT NULL, connection {text} NOT NULL, token {blob} NOT NULL, made_at {integer} NOT NULL,
            quiet_until {integer} NOT NULL, claimed_until {integer} NOT NULL, fence {integer} NOT NULL,
            PRIMARY KEY (workspace, connection),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {without rowid};

        CREATE TABLE webhooks (
            workspace {integer} NOT NULL, id {text} NOT NULL, connection {text} NOT NULL, at {integer} NOT NULL,
            size {integer} NOT NULL, digest {text} NOT NULL, headers {text} NOT NULL, content {blob} NOT NULL,
            state {text} NOT NULL, outcome {text} NOT NULL, run {text}, attempts {integer} NOT NULL,
            due_at {integer} NOT NULL, done_at {integer}, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {strict};
        CREATE INDEX webhooks_connection ON webhooks (workspace, connection, id);
        CREATE INDEX webhooks_waiting ON webhooks (workspace, connection, due_at, id) WHERE state = 'waiting';
        CREATE INDEX webhooks_done ON webhooks (workspace, done_at) WHERE done_at IS NOT NULL
        """
}

extension LedgerSchema {
    static let invitations = """
        -- `unit_state` is the unit that the vendor keeps for it; where it has a credential of its own, that has the state.
        CREATE TABLE invitations (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, person {text},
            connection {text} NOT NULL, supply {text} NOT NULL, programme {text}, credential {integer},
            is_shared {integer} NOT NULL, unit_state {integer}, vendor_id {text}, channel {text} NOT NULL,
            language {text}, assessments {text} NOT NULL, low {integer}, high {integer}, high_as_of {integer},
            ended {integer}, ended_as_of {integer}, vendor_word {text}, assessment_words {text}, predecessor {text},
            override_reason {text}, created_at {integer} NOT NULL, last_write_at {integer} NOT NULL,
            reminders_sent {integer} NOT NULL, last_reminded_at {integer}, retract_requested_at {integer},
            handed_out_at {integer}, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, person) REFERENCES people (workspace, id),
            CONSTRAINT invitations_unit CHECK (unit_state IS NULL OR (credential IS NULL AND unit_state BETWEEN 0 AND 5))
        ) {strict};
        -- One holder: a credential that is not shared belongs to one invitation until it is released.
        CREATE UNIQUE INDEX invitations_holder ON invitations (workspace, credential) WHERE is_shared = 0 AND credential IS NOT NULL;
        CREATE INDEX invitations_person ON invitations (workspace, person) WHERE person IS NOT NULL;
        CREATE INDEX invitations_connection ON invitations (workspace, connection, id);
        CREATE INDEX invitations_supply ON invitations (workspace, supply, id);
        CREATE INDEX invitations_programme ON invitations (workspace, programme, id) WHERE programme IS NOT NULL;

        -- The living ones only. A person has at most one without a slot for an assessment; another, with a reason, has its
        -- invitation for a slot.
        CREATE TABLE entitlements (
            workspace {integer} NOT NULL, person {text} NOT NULL, assessment {text} NOT NULL, slot {text} NOT NULL,
            invitation {text} NOT NULL, PRIMARY KEY (workspace, person, assessment, slot)
        ) {without rowid};

        CREATE TABLE deliveries (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, invitation {text},
            intent {text}, kind {text} NOT NULL, address {text} NOT NULL, language {text} NOT NULL,
            subject {text} NOT NULL, message_id {text} NOT NULL, state {text} NOT NULL, attempts {integer} NOT NULL,
            reply {text}, at {integer} NOT NULL, PRIMARY KEY (workspace, id),
            FOREIGN KEY (workspace, invitation) REFERENCES invitations (workspace, id)
        ) {strict};
        CREATE INDEX deliveries_invitation ON deliveries (workspace, invitation, id) WHERE invitation IS NOT NULL;
        CREATE INDEX deliveries_state ON deliveries (workspace, state, id);

        CREATE TABLE observations (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, run {text},
            connection {text} NOT NULL, invitation {text}, word {text} NOT NULL, low {integer}, high {integer},
            ended {integer}, as_of {integer} NOT NULL, source {text} NOT NULL, PRIMARY KEY (workspace, id)
        ) {strict};
        CREATE INDEX observations_invitation ON observations (workspace, invitation, id) WHERE invitation IS NOT NULL
        """
}

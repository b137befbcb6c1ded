extension LedgerSchema {
    static let supplies = """
        CREATE TABLE supplies (
            workspace {integer} NOT NULL, id {text} NOT NULL, number {integer} NOT NULL, connection {text} NOT NULL,
            name {text} NOT NULL, vendor_id {text} NOT NULL, usage {text} NOT NULL, category {text} NOT NULL,
            stock {text} NOT NULL, assessments {text} NOT NULL, price_minor {integer}, price_currency {text},
            is_archived {integer} NOT NULL, attributes {text} NOT NULL, vendor_counters {text} NOT NULL,
            counters_as_of {integer}, frozen_because {text}, shared_credential {integer},
            PRIMARY KEY (workspace, id), CONSTRAINT supplies_number UNIQUE (workspace, number),
            CONSTRAINT supplies_name UNIQUE (workspace, name),
            CONSTRAINT supplies_vendor_id UNIQUE (workspace, connection, vendor_id),
            FOREIGN KEY (workspace, connection) REFERENCES connections (workspace, id)
        ) {strict};

        CREATE TABLE supply_entries (
            workspace {integer} NOT NULL, supply {text} NOT NULL, place {integer} NOT NULL, kind {text} NOT NULL,
            count {integer} NOT NULL CHECK (count > 0), at {integer} NOT NULL, reason {text} NOT NULL,
            PRIMARY KEY (workspace, supply, place),
            FOREIGN KEY (workspace, supply) REFERENCES supplies (workspace, id)
        ) {without rowid};

        -- How many units of a supply (its number) or acts (subject 0) are in a state. A count is the sum of its slots: on
        -- the busy roads writers of one moment use different slots, so that none waits for another. Slot 0 is the one on
        -- which a count is never negative.
        CREATE TABLE tallies (
            workspace {integer} NOT NULL, subject {integer} NOT NULL, state {integer} NOT NULL, slot {integer} NOT NULL,
            count {integer} NOT NULL, PRIMARY KEY (workspace, subject, state, slot),
            CONSTRAINT tallies_not_negative CHECK (slot <> 0 OR count >= 0)
        ) {without rowid};

        -- One row for each credential and, with `alias_of`, for each other name of one. The look-up hash is unique over
        -- both, so that no code comes in twice. `box` is the sealed credential, `tail` what its masked form shows.
        CREATE TABLE credentials (
            workspace {integer} NOT NULL, {row number}, supply {integer} NOT NULL, state {integer},
            kind {integer} NOT NULL, expires {integer}, lookup {blob} NOT NULL, box {blob} NOT NULL, tail {text} NOT NULL,
            link {blob}, alias_of {integer} {row key},
            CONSTRAINT credentials_state CHECK (state BETWEEN 0 AND 5 OR alias_of IS NOT NULL)
        ) {strict};
        CREATE UNIQUE INDEX credentials_lookup ON credentials (workspace, lookup);
        CREATE INDEX credentials_alias ON credentials (workspace, alias_of) WHERE alias_of IS NOT NULL;
        -- The free ones in the order in which they are given out. The sum keeps PostgreSQL from answering that order by its
        -- primary key, past all that were given out before.
        CREATE INDEX credentials_free ON credentials (workspace, supply, (number + 0)) WHERE state = 0
        """
}

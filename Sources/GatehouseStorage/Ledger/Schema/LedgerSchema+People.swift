extension LedgerSchema {
    static let people = """
        -- `sought` is what a list's words are looked for in: name and addresses in the form without case.
        CREATE TABLE people (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, name {text}, language {text},
            time_zone {text}, external_id {text}, client {text}, tags {text} NOT NULL, sought {text} NOT NULL,
            PRIMARY KEY (workspace, id), FOREIGN KEY (workspace, client) REFERENCES clients (workspace, id)
        ) {strict};
        CREATE INDEX people_client ON people (workspace, client, id) WHERE client IS NOT NULL;

        -- The key is the address without case: one person has it.
        CREATE TABLE person_addresses (
            workspace {integer} NOT NULL, key {text} NOT NULL, person {text} NOT NULL, place {integer} NOT NULL,
            written {text} NOT NULL, address {text} NOT NULL, folded {text} NOT NULL, PRIMARY KEY (workspace, key),
            FOREIGN KEY (workspace, person) REFERENCES people (workspace, id) ON DELETE CASCADE
        ) {without rowid};
        CREATE INDEX person_addresses_person ON person_addresses (workspace, person, place);

        CREATE TABLE person_tags (
            workspace {integer} NOT NULL, tag {text} NOT NULL, person {text} NOT NULL,
            PRIMARY KEY (workspace, tag, person),
            FOREIGN KEY (workspace, person) REFERENCES people (workspace, id) ON DELETE CASCADE
        ) {without rowid};
        CREATE INDEX person_tags_person ON person_tags (workspace, person);

        CREATE TABLE programmes (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, name {text} NOT NULL,
            client {text}, tags {text} NOT NULL, is_archived {integer} NOT NULL, PRIMARY KEY (workspace, id),
            CONSTRAINT programmes_name UNIQUE (workspace, name),
            FOREIGN KEY (workspace, client) REFERENCES clients (workspace, id)
        ) {strict};

        CREATE TABLE programme_people (
            workspace {integer} NOT NULL, programme {text} NOT NULL, person {text} NOT NULL,
            PRIMARY KEY (workspace, programme, person),
            FOREIGN KEY (workspace, programme) REFERENCES programmes (workspace, id),
            FOREIGN KEY (workspace, person) REFERENCES people (workspace, id) ON DELETE CASCADE
        ) {without rowid};
        CREATE INDEX programme_people_person ON programme_people (workspace, person);

        CREATE TABLE imports (
            workspace {integer} NOT NULL REFERENCES workspaces (number), id {text} NOT NULL, kind {text} NOT NULL,
            file {text} NOT NULL, at {integer} NOT NULL, actor {text} NOT NULL, row_count {integer} NOT NULL,
            accepted {integer} NOT NULL, rejected {integer} NOT NULL, duplicates {integer} NOT NULL,
            created {text} NOT NULL, undone_at {integer}, PRIMARY KEY (workspace, id)
        ) {strict}
        """
}

extension LedgerSchema {
    /// Only what everybody may use has several holders: `invitations_holder` leaves out what is marked as shared, so the mark itself
    /// is held to the kind of its credential, which never changes.
    static let sharedHolders: [Dialect: String] = [
        .sqlite: """
        CREATE TRIGGER invitations_shared_added BEFORE INSERT ON invitations
        WHEN NEW.is_shared <> 0 AND NEW.credential IS NOT NULL AND NOT EXISTS (\(sharedCredential))
        BEGIN SELECT RAISE(ABORT, 'only a multi-use code is shared'); END;
        CREATE TRIGGER invitations_shared_changed BEFORE UPDATE OF is_shared, credential, workspace ON invitations
        WHEN NEW.is_shared <> 0 AND NEW.credential IS NOT NULL AND NOT EXISTS (\(sharedCredential))
        BEGIN SELECT RAISE(ABORT, 'only a multi-use code is shared'); END;
        CREATE TRIGGER credentials_kind BEFORE UPDATE OF kind ON credentials WHEN NEW.kind <> OLD.kind
        BEGIN SELECT RAISE(ABORT, 'the kind of a credential stays'); END
        """,
        // After the row, so that rows that come in bulk still come in bulk.
        .postgres: """
        CREATE FUNCTION refuse_shared_holder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (\(sharedCredential)) THEN
                RAISE EXCEPTION 'only a multi-use code is shared' USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        END $$;
        CREATE FUNCTION refuse_other_kind() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'the kind of a credential stays' USING ERRCODE = '23514';
        END $$;
        CREATE TRIGGER invitations_shared AFTER INSERT OR UPDATE OF is_shared, credential, workspace ON invitations
            FOR EACH ROW WHEN (NEW.is_shared <> 0 AND NEW.credential IS NOT NULL) EXECUTE FUNCTION refuse_shared_holder();
        CREATE TRIGGER credentials_kind AFTER UPDATE OF kind ON credentials
            FOR EACH ROW WHEN (NEW.kind <> OLD.kind) EXECUTE FUNCTION refuse_other_kind()
        """,
    ]

    private static let sharedCredential =
        "SELECT 1 FROM credentials c WHERE c.workspace = NEW.workspace AND c.number = NEW.credential AND c.kind = 1"
}

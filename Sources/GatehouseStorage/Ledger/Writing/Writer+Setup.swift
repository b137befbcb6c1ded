import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func save(_ connection: Connection) throws {
        var secrets = SQLValue.null
        if !connection.secrets.isEmpty {
            let text = JSONValue.object(connection.secrets.mapValues { .string($0.reveal()) }).canonicalText
            let field = SQLLedgerReader.secretsField(connection.id)
            secrets = .blob(try scope.vault.seal(scope.workspace, field: field, Secret(text)))
        }
        try run(
            """
            INSERT INTO connections (workspace, id, name, provider, mode, settings, secrets, is_removed, descriptor)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, provider = excluded.provider,
                mode = excluded.mode, settings = excluded.settings, secrets = excluded.secrets,
                is_removed = excluded.is_removed, descriptor = excluded.descriptor
            """,
            [
                SQLValue(connection.id), .text(try key(connection.name, "name")), .text(connection.provider),
                .text(connection.mode),
                .json(.object(connection.settings)), secrets, SQLValue(connection.isRemoved),
                connection.descriptor.map(SQLValue.text) ?? .null,
            ], unique: taken("connection", connection.name))
    }

    func save(_ client: Client) throws {
        try run(
            """
            INSERT INTO clients (workspace, id, name) VALUES (?1, ?2, ?3)
            ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name
            """, [SQLValue(client.id), .text(try key(client.name, "name"))], unique: taken("client", client.name))
    }

    func save(_ programme: Programme) throws {
        try run(
            """
            INSERT INTO programmes (workspace, id, name, client, tags, is_archived) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, client = excluded.client, tags = excluded.tags,
                is_archived = excluded.is_archived
            """,
            [
                SQLValue(programme.id), .text(try key(programme.name, "name")), SQLValue(programme.client),
                .words(programme.tags),
                SQLValue(programme.isArchived),
            ], unique: taken("programme", programme.name))
    }

    func add(_ template: StoredTemplate) throws {
        try run(
            """
            INSERT INTO templates (workspace, provider, kind, language, version, source, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            [
                .text(try key(template.provider, "provider")), .text(try key(template.kind, "kind")),
                .text(try key(template.language, "language")), SQLValue(template.version), .text(template.source),
                SQLValue(template.at),
            ],
            unique: taken("template", "\(template.provider) \(template.kind) \(template.language) \(template.version)"))
    }

    func taken(_ what: String, _ name: String) -> LedgerError {
        LedgerError(.taken, "There is a \(what) '\(name)' already: choose another name.")
    }
}

import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let connectionColumns = "id, name, provider, mode, settings, secrets, is_removed, descriptor"

    func connections() throws -> [Connection] {
        try rows(
            "SELECT \(Self.connectionColumns) FROM connections WHERE workspace = ?1 ORDER BY name, id", [],
            readConnection)
    }

    func connection(named name: String) throws -> Connection? {
        try first(
            """
            SELECT \(Self.connectionColumns) FROM connections WHERE workspace = ?1 AND name = ?2 AND is_removed = 0
            """, [.text(name)], readConnection)
    }

    func connection(_ id: ConnectionID) throws -> Connection? {
        try first(
            "SELECT \(Self.connectionColumns) FROM connections WHERE workspace = ?1 AND id = ?2", [SQLValue(id)],
            readConnection)
    }

    private func readConnection(_ row: borrowing SQLRow) throws -> Connection {
        let id: ConnectionID = try row.id(0)
        var secrets: [String: Secret] = [:]
        if let box = try row.optionalBlob(5) {
            let text = try scope.vault.open(scope.workspace, field: Self.secretsField(id), box).reveal()
            for (name, value) in (try? JSONValue(text: text))?.object ?? [:] {
                secrets[name] = value.string.map { Secret($0) }
            }
        }
        return Connection(
            id: id, name: try row.text(1), provider: try row.text(2), mode: try row.text(3),
            settings: try row.json(4).object ?? [:], secrets: secrets, descriptor: try row.optionalText(7),
            isRemoved: try row.bool(6))
    }

    static func secretsField(_ id: ConnectionID) -> String { "connection \(id.text) secrets" }

    func clients() throws -> [Client] {
        try rows("SELECT id, name FROM clients WHERE workspace = ?1 ORDER BY name, id") {
            Client(id: try $0.id(0), name: try $0.text(1))
        }
    }

    private static let programmeColumns = "id, name, client, tags, is_archived"

    func programmes() throws -> [Programme] {
        try rows(
            "SELECT \(Self.programmeColumns) FROM programmes WHERE workspace = ?1 ORDER BY name, id", [],
            Self.readProgramme)
    }

    func programme(named name: String) throws -> Programme? {
        try first(
            "SELECT \(Self.programmeColumns) FROM programmes WHERE workspace = ?1 AND name = ?2", [.text(name)],
            Self.readProgramme)
    }

    func programmes(of person: PersonID) throws -> [Programme] {
        try rows(
            """
            SELECT \(Self.programmeColumns) FROM programmes WHERE workspace = ?1
                AND id IN (SELECT programme FROM programme_people WHERE workspace = ?1 AND person = ?2)
            ORDER BY name, id
            """, [SQLValue(person)], Self.readProgramme)
    }

    private static func readProgramme(_ row: borrowing SQLRow) throws -> Programme {
        Programme(
            id: try row.id(0), name: try row.text(1), client: try row.optionalID(2), tags: try row.words(3),
            isArchived: try row.bool(4))
    }

    func templates() throws -> [StoredTemplate] {
        try rows(
            """
            SELECT provider, kind, language, version, source, at FROM templates WHERE workspace = ?1
            ORDER BY provider, kind, language, version
            """
        ) {
            StoredTemplate(
                provider: try $0.text(0), kind: try $0.text(1), language: try $0.text(2),
                version: Int(try $0.integer(3)),
                source: try $0.text(4), at: try $0.instant(5))
        }
    }
}

import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// Invariant 13: nothing that opens a door can be read in the database, nor in what errors say.
@Suite struct SecrecyTests {
    private let secrets = [
        "CODE-000001", "CODE-plain-1", "CODE-SHARED-plain", "CODE-ALIAS-plain", "https://example.org/ac/plain",
        "CODE-VENDOR-plain",
        "CODE-MATERIAL-plain", "token plain", "hidden plain", "https://example.org/result/plain",
    ]

    @Test("Codes, links, aliases, settings' secrets, options and materials are not readable in the SQLite file")
    func sqlite() throws {
        try TestDatabase.sqlite.withAddress { address in
            let bed = try LedgerBed(address: address)
            _ = try bed.fill(bed.ledger)
            let path = String(address.dropFirst("sqlite:".count))
            let files = [path, path + "-wal"].compactMap { FileManager.default.contents(atPath: $0) }
            try bed.house.close()
            let after = try #require(FileManager.default.contents(atPath: path))
            #expect(files.count == 2)
            for file in files + [after] { check([UInt8](file)) }
            // The search finds what is there to be found.
            #expect(holds(files.flatMap { [UInt8]($0) }, "connection plain"))
        }
    }

    @Test("Nor in any column of any table", arguments: TestDatabase.all)
    func columns(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            _ = try bed.fill(bed.ledger)
            let raw = try DatabaseAddress(address).open()
            let all = try raw.read { connection -> [UInt8] in
                let tables =
                    database == .sqlite
                    ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                    : "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                var bytes: [UInt8] = []
                for table in try connection.rows(tables, [], { try $0.text(0) }) {
                    try connection.forEachRow("SELECT * FROM \(table)", []) { row in
                        for column in 0..<row.columnCount where !row.isNull(column) {
                            if let text = try? row.text(column) {
                                bytes += text.utf8
                            } else if let blob = try? row.blob(column) {
                                bytes += blob
                            }
                            bytes.append(0)
                        }
                    }
                }
                return bytes
            }
            check(all)
            #expect(holds(all, "connection plain"))
            try raw.close()
            try bed.house.close()
        }
    }

    @Test("What the ledger says when it refuses holds no secret", arguments: TestDatabase.all)
    func errors(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let filled = try bed.fill(bed.ledger)
            func said(_ body: () throws -> Void) -> String {
                do { try body() } catch { return "\(error)" }
                Issue.record("nothing was refused")
                return ""
            }
            let code = NewCredential(secret: Secret("CODE-VENDOR-plain"), kind: .accessKey)
            let invitation = bed.invitation(filled.vendor, for: nil)
            try bed.ledger.write { try $0.addInvitations([invitation], fromVendor: filled.vendor.id) }
            let words = [
                said { _ = try bed.ledger.write { try $0.attach(code, to: invitation.id, as: .handedOut) } },
                said { _ = try bed.ledger.write { try $0.attach(code, to: filled.invitations[1].id, as: .handedOut) } },
                said {
                    _ = try bed.load(
                        [NewCredential(secret: Secret("CODE-000001\u{0}"), kind: .accessKey)], into: filled.pool)
                },
            ]
            for word in words { check(Array(word.utf8)) }
        }
    }

    @Test("With another key nothing opens, and the error says why", arguments: TestDatabase.all)
    func otherKey(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let filled = try bed.fill(bed.ledger)
            let vault = try Vault(KeyRing(keys: [1: Array(repeating: 9, count: 32)], current: 1))
            let stranger = try SQLLedgerHouse.open(address, vault: vault)
            let ledger = stranger.ledger(of: LedgerBed.workspace)
            #expect(refusal { try ledger.read { try $0.reveal(filled.credentials) } } == .damaged)
            #expect(refusal { try ledger.read { try $0.connections() } } == .damaged)
            #expect(refusal { try ledger.read { try $0.credentials(filled.credentials) } } == .damaged)
            try stranger.close()
            try bed.house.close()
        }
    }

    private func check(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        for secret in secrets {
            #expect(!holds(bytes, secret), "\(secret)", sourceLocation: sourceLocation)
            let encoded = Data(secret.utf8).base64EncodedString().prefix(secret.utf8.count / 3 * 4)
            #expect(!holds(bytes, String(encoded)), "\(secret) in base 64", sourceLocation: sourceLocation)
        }
    }

    private func holds(_ bytes: [UInt8], _ text: String) -> Bool { Data(bytes).range(of: Data(text.utf8)) != nil }
}

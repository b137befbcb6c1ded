import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct ImportTests {
    @Test(
        "A stream of many chunks comes in whole; known codes are refused by their place, the first coming stays",
        arguments: TestDatabase.all)
    func stream(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let known = try bed.pool(10, name: "known", prefix: "KNOWN")
            let supply = try bed.supply(.pool, of: try #require(bed.ledger.read { try $0.connections().first }))
            // 150,000 rows are three chunks; every 10,000th comes a second time right away, every 50,000th at the end.
            var batches: [[NewCredential]] = []
            var expected: [Int64] = []
            var place: Int64 = 0
            for start in stride(from: 1, through: 150_000, by: 10_000) {
                var batch = LedgerBed.codes(10_000, prefix: "BIG", from: start)
                batch.append(
                    NewCredential(
                        secret: Secret(" big-" + LedgerBed.code(start, prefix: "x").reveal().dropFirst(2)),
                        kind: .singleUseCode))
                place += 10_001
                expected.append(place - 1)
                batches.append(batch)
            }
            batches.append(
                LedgerBed.codes(1, prefix: "BIG", from: 50_000) + LedgerBed.codes(2, prefix: "KNOWN")
                    + LedgerBed.codes(1, prefix: "LAST"))
            expected += [place, place + 1, place + 2]
            var rest = batches[...]
            let outcome = try bed.ledger.importCredentials(
                into: supply.id, note: bed.note("supply.imported", "file.csv")
            ) { rest.popFirst() }
            #expect(outcome == CredentialImport(accepted: 150_001, refused: expected))
            #expect(try bed.counts(supply).states == [.available: 150_001] && bed.counts(supply).purchased == 150_001)
            #expect(try bed.counts(known).states == [.available: 10])
            let free = try bed.ledger.read { try $0.freeCredentials(of: supply.id, limit: 150_001) }
            let revealed = try bed.ledger.read { try $0.reveal(free.map(\.id)) }
            let codes = free.compactMap { revealed[$0.id]?.secret?.reveal() }
            #expect(codes.count == 150_001 && Set(codes).count == 150_001)
            // The last part is no full one and keeps the order of the file.
            let end = (149_002...150_000).map { LedgerBed.code($0, prefix: "BIG").reveal() } + ["LAST-000001"]
            #expect(Array(codes.suffix(1000)) == end)
            let audit = try #require(try bed.ledger.read { try $0.audit(after: 0, limit: 9) }.last)
            #expect(audit.details == ["why": "test", "accepted": 150_001, "refused": 18])
        }
    }

    @Test(
        "Aliases and links come in with their codes, and an alias is as unique as a code", arguments: TestDatabase.all)
    func aliases(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(1)
            let rows = [
                NewCredential(
                    secret: Secret("NEW-0000001"), link: Secret("https://example.org/ac/NEW-0000001"),
                    aliases: [Secret("OLD-1")], kind: .accessKey, expires: CalendarDate("2027-02-28")),
                NewCredential(secret: Secret("OLD-1"), kind: .accessKey),
                NewCredential(secret: Secret("NEW-2"), aliases: [Secret("old-1")], kind: .accessKey),
                NewCredential(secret: Secret("NEW-3"), aliases: [LedgerBed.code(1)], kind: .accessKey),
                NewCredential(secret: Secret("NEW-2"), kind: .accessKey),
            ]
            // A code that stands alone goes in before one of the same chunk that has another name.
            #expect(try bed.load([rows[0]], into: supply) == CredentialImport(accepted: 1, refused: []))
            #expect(
                try bed.load(Array(rows.dropFirst()), into: supply)
                    == CredentialImport(accepted: 1, refused: [0, 1, 2]))
            #expect(try bed.counts(supply).states == [.available: 3] && bed.counts(supply).isConserved)
            let found = try #require(
                try bed.ledger.read { try $0.credential(withKey: $0.credentialKey(of: Secret("old-1"))) })
            #expect(
                found.expires == CalendarDate("2027-02-28") && found.kind == .accessKey && found.masked == "••••0001")
            let revealed = try bed.ledger.read { try $0.reveal([found.id]) }[found.id]
            #expect(
                revealed
                    == RevealedCredential(secret: rows[0].secret, link: rows[0].link, expires: rows[0].expires))
        }
    }

    @Test(
        "CB-1: the same code in another spelling is the same code: it comes in once, as the vendor wrote it first",
        arguments: TestDatabase.all)
    func spellings(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(1, prefix: "QRS")
            func codes(_ texts: [String]) -> [NewCredential] {
                texts.map { NewCredential(secret: Secret($0), kind: .singleUseCode) }
            }
            let first = codes(["AAA-111", "aaa111", "ＡＡＡ１１１", "AAA 111", "AA-A111", "BBB222", "qrs000001"])
            #expect(try bed.load(first, into: supply) == CredentialImport(accepted: 2, refused: [1, 2, 3, 4, 6]))
            let again = [
                NewCredential(secret: Secret("NEW-1"), aliases: [Secret("bbb-222")], kind: .singleUseCode),
                NewCredential(secret: Secret("NEW-2"), aliases: [Secret("new2")], kind: .singleUseCode),
            ]
            #expect(try bed.load(again, into: supply) == CredentialImport(accepted: 1, refused: [0]))
            let known = try #require(
                try bed.ledger.read { try $0.credential(withKey: $0.credentialKey(of: Secret("aaa 111"))) })
            #expect(try bed.ledger.read { try $0.reveal([known.id]) }[known.id]?.secret?.reveal() == "AAA-111")
        }
    }

    @Test("A stream that fails leaves nothing; only pools take imports", arguments: TestDatabase.all)
    func failing(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.pool(1)
            var calls = 0
            #expect(throws: Refusal()) {
                try bed.ledger.importCredentials(into: supply.id, note: bed.note("x", "y")) {
                    calls += 1
                    if calls == 3 { throw Refusal() }
                    return LedgerBed.codes(70_000, prefix: "C\(calls)")
                }
            }
            #expect(try bed.counts(supply).states == [.available: 1] && bed.counts(supply).isConserved)
            #expect(try bed.ledger.read { try $0.audit(after: 0, limit: 9) }.count == 1)
            let other = try bed.supply(
                .vendor, name: "v", of: try #require(bed.ledger.read { try $0.connections().first }))
            #expect(refusal { try bed.load(LedgerBed.codes(1, prefix: "V"), into: other) } == .mistake)
            #expect(try bed.load([], into: supply) == CredentialImport(accepted: 0, refused: []))
            #expect(try bed.ledger.read { try $0.entries(of: supply.id) }.count == 1)
        }
    }
}

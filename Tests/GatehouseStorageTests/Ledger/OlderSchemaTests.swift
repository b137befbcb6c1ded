import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

@testable import GatehouseStorage

/// Databases of before, with what is in them.
@Suite struct OlderSchemaTests {
    private let now = Instant(milliseconds: 1_763_769_600_000)

    /// Two commands with acts, as schema 6 kept them: each batch in a row of its own.
    private let filled = """
        INSERT INTO workspaces (number, id, name) VALUES (1, 'ws_bed', 'Bed');
        INSERT INTO chains (workspace, audit_sequence, audit_hash, outbox_sequence) VALUES (1, 0, '', 0);
        INSERT INTO connections (workspace, id, name, provider, mode, settings, is_removed)
            VALUES (1, 'cnn_a', 'vendor', 'code-bundles', 'api', '{}', 0);
        INSERT INTO commands (workspace, id, key, input_hash, verb, actor, at, answer)
            VALUES (1, 'cmd_a', 'k1', 'h', 'invite', 'ada', 1, '{}'), (1, 'cmd_b', 'k2', 'h', 'invite', 'ada', 2, '{}');
        INSERT INTO batches (workspace, number, key, command, verb, connection, support)
            VALUES (1, 7, 'cmd_a.0', 'cmd_a', 'distribute', 'cnn_a', 'native'),
                (1, 8, 'shared', 'cmd_a', 'remind', 'cnn_a', 'native'), (1, 9, 'shared', 'cmd_b', 'remind', 'cnn_a', 'native');
        INSERT INTO intents (workspace, id, batch, state, attempts, due_at, fence, detail)
            VALUES (1, 'int_a', 7, 1, 2, 10, 3, 'why'), (1, 'int_b', 8, 1, 0, 20, 0, NULL), (1, 'int_c', 9, 1, 0, 30, 0, NULL),
                (1, 'int_d', 7, 6, 1, 5, 1, NULL);
        INSERT INTO tallies (workspace, subject, state, slot, count) VALUES (1, 0, 1, 0, 3), (1, 0, 6, 0, 1);
        INSERT INTO act_results (workspace, intent, content) VALUES (1, 'int_d', CAST('x' AS BLOB_TYPE))
        """

    @Test(
        "Acts and what they brought are carried over to batches that serve many commands, and are given out as before",
        arguments: TestDatabase.all)
    func batches(_ kind: TestDatabase) throws {
        try kind.withAddress { address in
            let raw = try DatabaseAddress(address).open()
            try Migrator(LedgerSchema.migrations).migrate(raw, now: now, upTo: 6)
            let blob = raw.dialect == .sqlite ? "BLOB" : "BYTEA"
            try raw.write { try $0.script(filled.replacing("BLOB_TYPE", with: blob)) }
            try raw.close()

            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault(), clock: ManualClock(now))
            try house.migrate()
            let ledger = house.ledger(of: LedgerBed.workspace)
            let acts = try ledger.read { try $0.intents(of: CommandID(unique: "a")) }
            #expect(acts.map(\.id.text) == ["int_a", "int_b", "int_d"])
            #expect(acts.map(\.batch) == ["cmd_a.0", "shared", "cmd_a.0"])
            #expect(acts.map(\.verb) == ["distribute", "remind", "distribute"])
            #expect(acts[0].command.text == "cmd_a" && acts[0].attempts == 2 && acts[0].detail == "why")
            let claims = try (0..<3).map { _ in
                try ledger.write { try $0.claim(worker: "w", now: now, lease: .seconds(60), limit: 9) }
            }
            #expect(claims.map { $0.map(\.id.text) } == [["int_a"], ["int_b", "int_c"], []])
            #expect(claims[0].map { $0.claim?.fence } == [4])
            try house.close()

            let after = try DatabaseAddress(address).open()
            let kept = try after.read { connection in
                try connection.rows("SELECT intent, content FROM act_results") { (try $0.text(0), try $0.blob(1)) }
            }
            #expect(kept.map(\.0) == ["int_d"] && kept.map(\.1) == [[120]])
            // What refers to nothing is still refused.
            let stray = GatehouseStorageTests.kind {
                try after.write { try $0.execute("UPDATE intents SET command = 'cmd_nobody'") }
            }
            #expect(stray == .foreignKey)
            try after.close()
        }
    }

    /// Codes as schema 15 kept them, each spelling under a hash of its own: number, state, hash, box, link.
    private let spelt: [(number: Int, state: Int, lookup: String, box: String, link: String?)] = [
        // AAA-111 is with somebody, AAA111 free.
        (
            1, 0, "28e2191d0d57447f56aaca1c6432a8ea",
            "0197dee938f8ba611865d5f296b8b78e9c5467451f3559226765063178ca0f398d3970", nil
        ),
        (
            2, 3, "d6c45414f0a57c3e79a0be6c9db04d77",
            "019139a90ef8ce3a70af622cee865bf9033ef698bdeaff09ac90a53c99cadf5a449daf2f", nil
        ),
        // BBB-222 with its link.
        (
            3, 0, "e41a4f72c6670b52229693470a2c1c34",
            "010fe600dac1c838c19a59473046cd77adadb04fa53613a87267cb2042c182022f788f2f",
            "01000102030405060708090a0b277d36eaabf81a2b12e2ff516882f64a63eec94a231c561a662806c3660209606d05c3f96e0c7eee3a3feda2a067"
        ),
        // CCC333 and CCC-333, both free.
        (
            4, 0, "7e0270c5cbb7080c70704b2442c44c05",
            "01632c75f8fead873ed5a26f9a600f826d6b42989ef397619356ba8fb6092699badab2", nil
        ),
        (
            5, 0, "5f33c6735bd4c6099f0cadd8d611026e",
            "01279005bed3df23d683fe48eca175458d0f5c6e906dea34f06e41a4c9c28e2dcb7f9a7f", nil
        ),
    ]

    private func bytes(_ hex: String) -> [UInt8] {
        var digits = Array(hex)[...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            bytes.append(UInt8(String(digits.prefix(2)), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    @Test(
        "CB-1: codes of before are found in any spelling, and of two spellings of one code none is free that somebody has",
        arguments: TestDatabase.all)
    func spellings(_ kind: TestDatabase) throws {
        try kind.withAddress { address in
            let raw = try DatabaseAddress(address).open()
            try Migrator(LedgerSchema.migrations).migrate(raw, now: now, upTo: 15)
            try raw.write { connection in
                try connection.script(
                    """
                    INSERT INTO workspaces (number, id, name) VALUES (1, 'ws_bed', 'Bed');
                    INSERT INTO connections (workspace, id, name, provider, mode, settings, is_removed)
                        VALUES (1, 'cnn_a', 'vendor', 'code-bundles', 'portal', '{}', 0);
                    INSERT INTO supplies (workspace, id, number, connection, name, vendor_id, usage, category, stock,
                        assessments, is_archived, attributes, vendor_counters)
                        VALUES (1, 'sup_a', 9, 'cnn_a', 'spring', 'b1', 'single', 'strengths', 'pool', '[]', 0, '{}', '{}');
                    INSERT INTO supply_entries (workspace, supply, place, kind, count, at, reason)
                        VALUES (1, 'sup_a', 1, 'purchase', 5, 1, 'test');
                    INSERT INTO tallies (workspace, subject, state, slot, count) VALUES (1, 9, 0, 0, 1), (1, 9, 0, 3, 3), (1, 9, 3, 0, 1)
                    """)
                for row in spelt {
                    try connection.execute(
                        """
                        INSERT INTO credentials (workspace, number, supply, state, kind, lookup, box, tail, link)
                        VALUES (1, ?1, 9, ?2, 0, ?3, ?4, '', ?5)
                        """,
                        [
                            .integer(Int64(row.number)), .integer(Int64(row.state)), .blob(bytes(row.lookup)),
                            .blob(bytes(row.box)), row.link.map { .blob(bytes($0)) } ?? .null,
                        ])
                }
            }
            try raw.close()
            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault(), clock: ManualClock(now))
            try house.migrate()
            try house.ledger(of: LedgerBed.workspace).read { reader in
                func found(_ code: String) throws -> (state: UnitState?, code: String?, link: String?) {
                    let known = try reader.credential(withKey: reader.credentialKey(of: Secret(code)))
                    let revealed = try known.flatMap { try reader.reveal([$0.id])[$0.id] }
                    return (known?.state, revealed?.secret?.reveal(), revealed?.link?.reveal())
                }
                for code in ["AAA-111", "aaa 111", "AAA111"] {
                    #expect(try found(code) == (.handedOut, "AAA-111", nil), "\(code)")
                }
                #expect(try found("bbb222") == (.available, "BBB-222", "https://example.org/ac/BBB-222"))
                for code in ["CCC333", "ccc-333"] { #expect(try found(code) == (.available, "CCC333", nil)) }
                let supply = try #require(try reader.supply(named: "spring"))
                #expect(try reader.freeCredentials(of: supply.id, limit: 9).count == 2)
                let counts = try #require(try reader.counts(of: [supply.id])[supply.id])
                #expect(counts.states == [.available: 2, .quarantined: 2, .handedOut: 1] && counts.isConserved)
                // Those set apart can still be read.
                let all = try reader.reveal((1...5).map { CredentialID(stored: "crd_000000000000\($0)") })
                #expect(Set(all.values.compactMap { $0.secret?.reveal() }).count == 5)
            }
            try house.close()
        }
    }

    @Test(
        "CA-5: links of before are found in any spelling; of two spellings that are both given out each stays whose it is",
        arguments: TestDatabase.all)
    func links(_ kind: TestDatabase) throws {
        try kind.withAddress { address in
            let raw = try DatabaseAddress(address).open()
            try Migrator(LedgerSchema.migrations).migrate(raw, now: now, upTo: 20)
            let vault = try LedgerBed.vault()
            // Under a hash that is not today's, as it was before.
            let kept: [(link: String, kind: Int64, state: Int64, sealed: SealedCredential)] = try [
                (
                    "https://core.example.org/i/1", 2, 3,
                    vault.seal(LedgerBed.workspace, Secret("https://core.example.org/i/1"))
                ),
                (
                    "https://core.example.org/i/1/", 2, 3,
                    vault.sealApart(LedgerBed.workspace, Secret("https://core.example.org/i/1/"))
                ),
                (
                    "https://core.example.org/i/2/", 2, 3,
                    vault.sealApart(LedgerBed.workspace, Secret("https://core.example.org/i/2/"))
                ),
                ("CODE-9", 0, 0, vault.sealApart(LedgerBed.workspace, Secret("CODE-9"))),
            ]
            try raw.write { connection in
                try connection.script(
                    """
                    INSERT INTO workspaces (number, id, name) VALUES (1, 'ws_bed', 'Bed');
                    INSERT INTO connections (workspace, id, name, provider, mode, settings, is_removed)
                        VALUES (1, 'cnn_a', 'vendor', 'campaigns', 'portal', '{}', 0);
                    INSERT INTO supplies (workspace, id, number, connection, name, vendor_id, usage, category, stock,
                        assessments, is_archived, attributes, vendor_counters)
                        VALUES (1, 'sup_a', 9, 'cnn_a', 'drivers', 'c1', 'personal', 'campaign', 'unmetered', '[]', 0, '{}', '{}')
                    """)
                for (index, row) in kept.enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO credentials (workspace, number, supply, state, kind, lookup, box, tail)
                        VALUES (1, ?1, 9, ?2, ?3, ?4, ?5, '')
                        """,
                        [
                            .integer(Int64(index + 1)), .integer(row.state), .integer(row.kind),
                            .blob(row.sealed.lookup.bytes), .blob(row.sealed.box),
                        ])
                }
            }
            try raw.close()
            let house = try SQLLedgerHouse.open(address, vault: vault, clock: ManualClock(now))
            try house.migrate()
            try house.ledger(of: LedgerBed.workspace).read { reader in
                func found(_ link: String) throws -> String? {
                    try reader.credential(withKey: reader.credentialKey(of: Secret(link)))
                        .flatMap { try reader.reveal([$0.id])[$0.id]?.secret?.reveal() }
                }
                for spelling in ["https://core.example.org/i/2", "HTTPS://core.example.org:443/i/2/#"] {
                    #expect(try found(spelling) == "https://core.example.org/i/2/", "\(spelling)")
                }
                #expect(try found("https://core.example.org/i/1/") == "https://core.example.org/i/1")
                // Only links are opened for it.
                #expect(try found("CODE-9") == nil)
                let all = try reader.reveal((1...4).map { CredentialID(stored: "crd_000000000000\($0)") })
                #expect(Set(all.values.compactMap { $0.secret?.reveal() }) == Set(kept.map(\.link)))
            }
            try house.close()
        }
    }

    @Test(
        "An open difference about a supply or its counters gets that supply, and no other", arguments: TestDatabase.all)
    func differences(_ kind: TestDatabase) throws {
        try kind.withAddress { address in
            let raw = try DatabaseAddress(address).open()
            try Migrator(LedgerSchema.migrations).migrate(raw, now: now, upTo: 11)
            let subjects = ["supply b1", "supply b1, Available", "supply b10", "supply b1, x, Used", "record b1"]
            try raw.write { connection in
                try connection.script(
                    """
                    INSERT INTO workspaces (number, id, name) VALUES (1, 'ws_bed', 'Bed');
                    INSERT INTO connections (workspace, id, name, provider, mode, settings, is_removed)
                        VALUES (1, 'cnn_a', 'vendor', 'code-bundles', 'api', '{}', 0)
                    """)
                for (number, supply) in ["b1", "b1, x"].enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO supplies (workspace, id, number, connection, name, vendor_id, usage, category, stock,
                            assessments, is_archived, attributes, vendor_counters)
                        VALUES (1, 'sup_\(number)', \(number), 'cnn_a', '\(supply)', '\(supply)', 'single', 'c', 'vendor',
                            '[]', 0, '{}', '{}')
                        """)
                }
                for (number, subject) in subjects.enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO discrepancies (workspace, id, connection, kind, subject, ours, theirs, evidence, policy,
                            severity, proposal, state, first_seen, last_seen)
                        VALUES (1, 'dis_\(number)', 'cnn_a', 'count_surplus', '\(subject)', '', '', '', 'case', 'low', '',
                            'open', 1, 1)
                        """)
                }
            }
            try raw.close()
            let house = try SQLLedgerHouse.open(address, vault: LedgerBed.vault(), clock: ManualClock(now))
            try house.migrate()
            let kept = try house.ledger(of: LedgerBed.workspace).read {
                try $0.discrepancies(of: ConnectionID(unique: "a"), state: .open)
            }
            #expect(kept.map(\.subject) == subjects && kept.map(\.supply) == ["b1", "b1", nil, "b1, x", nil])
            try house.close()
        }
    }
}

import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

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

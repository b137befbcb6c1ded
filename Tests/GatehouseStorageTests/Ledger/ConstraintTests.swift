import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// The database itself refuses what must never be, also to a program that goes past the ledger.
@Suite struct ConstraintTests {
    @Test("Rows that break an invariant are refused by the database", arguments: TestDatabase.all)
    func attacked(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            let filled = try bed.fill(bed.ledger)
            let raw = try DatabaseAddress(address).open()
            func attack(_ sql: String) -> StorageError.Kind? { kind { try raw.write { try $0.execute(sql) } } }
            let (pool, vendor) = (filled.invitations[0].id, filled.invitations[1].id)
            // A second holder of a single-use credential.
            #expect(
                attack(
                    "UPDATE invitations SET credential = (SELECT credential FROM invitations WHERE id = '\(pool)') WHERE id = '\(vendor)'"
                ) == .unique)
            // The same by calling it shared, whether the mark comes with the credential or after it, or by calling the code another.
            let held = "(SELECT credential FROM invitations WHERE id = '\(pool)')"
            #expect(
                attack("UPDATE invitations SET is_shared = 1, credential = \(held) WHERE id = '\(vendor)'") == .check)
            #expect(attack("UPDATE invitations SET is_shared = 1 WHERE id = '\(pool)'") == .check)
            #expect(
                attack(
                    "INSERT INTO invitations (workspace, id, connection, supply, credential, is_shared, channel, assessments, created_at, last_write_at, reminders_sent) SELECT workspace, 'inv_x', connection, supply, credential, 1, channel, assessments, 0, 0, 0 FROM invitations WHERE id = '\(pool)'"
                ) == .check)
            #expect(attack("UPDATE credentials SET kind = 1 WHERE number = \(held)") == .check)
            // The same code twice, also as another's alias.
            let copied =
                "supply, 0, kind, lookup, box, tail FROM credentials WHERE state = 0 AND alias_of IS NULL LIMIT 1"
            #expect(
                attack(
                    "INSERT INTO credentials (workspace, number, supply, state, kind, lookup, box, tail) SELECT workspace, 999999999, \(copied)"
                ) == .unique)
            #expect(
                attack(
                    "UPDATE credentials SET lookup = (SELECT lookup FROM credentials WHERE alias_of IS NOT NULL) WHERE state = 1"
                ) == .unique)
            // A second living entitlement.
            #expect(
                attack(
                    "INSERT INTO entitlements (workspace, person, assessment, slot, invitation) SELECT workspace, person, assessment, slot, '\(vendor)' FROM entitlements"
                ) == .unique)
            // A key or an address that is used, a name that is taken.
            #expect(
                attack(
                    "INSERT INTO commands (workspace, id, key, input_hash, verb, actor, at, answer) SELECT workspace, 'cmd_x', key, 'other', verb, actor, at, answer FROM commands"
                ) == .unique)
            #expect(
                attack(
                    "INSERT INTO person_addresses (workspace, key, person, place, written, address, folded) SELECT workspace, key, '\(filled.people[3].id)', 9, written, address, folded FROM person_addresses"
                ) == .unique)
            #expect(attack("UPDATE supplies SET name = (SELECT max(name) FROM supplies)") == .unique)
            // Fewer than none, a state that is none, a unit that is counted twice.
            #expect(attack("UPDATE tallies SET count = -1 WHERE slot = 0") == .check)
            #expect(attack("UPDATE credentials SET state = 7 WHERE alias_of IS NULL") == .check)
            #expect(attack("UPDATE invitations SET unit_state = 1 WHERE id = '\(vendor)'") == .check)
            #expect(
                attack(
                    "INSERT INTO supply_entries (workspace, supply, place, kind, count, at, reason) VALUES (1, '\(filled.vendor.id)', 99, 'purchase', -5, 0, '')"
                ) == .check)
            // Something of nobody's, and a link of the chain twice.
            #expect(attack("INSERT INTO clients (workspace, id, name) VALUES (99, 'cli_x', 'x')") == .foreignKey)
            #expect(attack("DELETE FROM people WHERE id = '\(filled.people[0].id)'") == .foreignKey)
            #expect(attack("UPDATE intents SET invitation = 'inv_nobody'") == .foreignKey)
            #expect(
                attack(
                    "INSERT INTO audit SELECT workspace, sequence, at, actor, act, object, details, previous, hash FROM audit"
                ) == .unique)
            #expect(
                attack(
                    "INSERT INTO discrepancies (workspace, id, connection, kind, subject, ours, theirs, evidence, policy, severity, proposal, state, first_seen, last_seen) SELECT workspace, 'dis_x', connection, kind, subject, '', '', '', '', '', '', 'open', 0, 0 FROM discrepancies"
                ) == .unique)
            try raw.close()
            try bed.house.close()
        }
    }
}

import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct RoundTripTests {
    @Test("Everything that was written reads back as it was written", arguments: TestDatabase.all)
    func everything(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            try check(try bed.fill(bed.ledger), bed)
        }
    }

    @Test(
        "Naughty strings come back byte for byte from every text field", .needsShared("corpora/text"),
        arguments: TestDatabase.all)
    func naughty(_ database: TestDatabase) throws {
        let file = try #require(SharedMaterial.find("corpora/text/naughty-strings.json"))
        let strings = try naughtyStrings(in: file)
        #expect(strings.count > 400)
        try database.withAddress { address in
            let bed = try LedgerBed(address: address)
            for (index, text) in packed(strings, upTo: 480).enumerated() {
                let workspace = Workspace(id: WorkspaceID(unique: "w\(index)"), name: text)
                try bed.house.add(workspace)
                #expect(try sameBytes(bed.house.workspaces().last, workspace))
                let ledger = bed.house.ledger(of: workspace.id)
                if text.utf8.count <= 480 {
                    try check(bed.fill(ledger, text: text), bed)
                } else {
                    try checkLong(text, ledger, bed)
                }
            }
        }
    }

    @Test(
        "A NUL, which PostgreSQL cannot keep, is refused by both in every writing and absent in every reading",
        arguments: TestDatabase.all)
    func nul(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            let supply = try bed.pool(1)
            let bad = "a\u{0}b"
            let person = Person(id: bed.id(), name: bad)
            #expect(refusal { try bed.ledger.write { try $0.add([person]) } } == .invalid)
            #expect(refusal { try bed.ledger.write { try $0.save(person) } } == .invalid)
            #expect(refusal { try bed.connection(bad) } == .invalid)
            #expect(refusal { try bed.ledger.write { try $0.audit([bed.note("x", bad)]) } } == .invalid)
            #expect(
                refusal { try bed.ledger.write { try $0.publish([OutboxEvent(type: bad, object: "", at: bed.now)]) } }
                    == .invalid)
            #expect(
                refusal { try bed.load([NewCredential(secret: Secret("code-\(bad)"), kind: .accessKey)], into: supply) }
                    == .invalid)
            #expect(refusal { try bed.house.add(Workspace(id: WorkspaceID(unique: "n"), name: bad)) } == .invalid)
            var many = try bed.people(0)
            for index in 0..<100 { many.append(Person(id: bed.id(), name: index == 99 ? bad : "x")) }
            #expect(refusal { try bed.ledger.write { [many] in try $0.add(many) } } == .invalid)
            try bed.ledger.read { reader throws in
                #expect(try reader.supply(named: bad) == nil)
                #expect(try reader.supply(vendorID: bad, of: connection.id) == nil)
                #expect(try reader.people(atAddresses: [bad]) == [:])
                #expect(try reader.command(key: bad) == nil)
                var search = PeopleSearch()
                search.words = [bad]
                #expect(try reader.people(matching: search, after: nil, limit: 5) == [])
                #expect(try reader.entitlements(of: [person.id], to: [bad]) == [])
            }
            // Inside settings and details a NUL is text of JSON, which keeps it.
            var kept = connection
            kept.settings["x"] = .string(bad)
            kept.secrets["y"] = Secret(bad)
            try bed.ledger.write { [kept] in try $0.save(kept) }
            #expect(try bed.ledger.read { try $0.connection(connection.id) } == kept)
        }
    }

    /// The list is kept in base 64, in lines of 76 letters: such a line goes on in the next.
    private func naughtyStrings(in file: URL) throws -> [String] {
        var (strings, open): ([String], String) = ([], "")
        for line in try #require(JSONValue(bytes: Data(contentsOf: file)).array).compactMap(\.string) {
            open += line
            if line.utf8.count == 76, !line.hasSuffix("=") { continue }
            strings.append(String(decoding: try #require(Data(base64Encoded: open)), as: UTF8.self))
            open = ""
        }
        return strings
    }

    /// Several strings to one text, as far as a name may be long: each still has to keep its own bytes.
    private func packed(_ strings: [String], upTo limit: Int) -> [String] {
        strings.filter { !$0.utf8.contains(0) }.reduce(into: [""]) { texts, string in
            let joined = texts[texts.count - 1] + "\u{1F}" + string
            if joined.utf8.count <= limit { texts[texts.count - 1] = joined } else { texts.append(string) }
        }
    }

    /// What is longer than a name may be stands in texts that nothing is found by, and is refused as a name.
    private func checkLong(_ text: String, _ ledger: any Ledger, _ bed: LedgerBed) throws {
        let person = Person(id: bed.id(), name: text)
        try ledger.write { try $0.add([person]) }
        #expect(try sameBytes(ledger.read { try $0.person(person.id) }?.name, person.name))
        let name = text + String(repeating: "x", count: 600)
        #expect(refusal { try bed.connection(name, in: ledger) } == .invalid)
    }

    private func check(_ filled: FilledLedger, _ bed: LedgerBed) throws {
        try filled.ledger.read { reader throws in
            #expect(try reader.connections() == [filled.connection])
            #expect(try sameBytes(reader.connections().map(\.name), [filled.connection.name]))
            #expect(try sameBytes(reader.connections().first?.settings["note"], filled.connection.settings["note"]))
            #expect(try reader.connection(named: filled.connection.name)?.secrets == filled.connection.secrets)
            #expect(try reader.connection(filled.connection.id) == filled.connection)
            #expect(filled.connection.descriptor != nil)
            #expect(try sameBytes(reader.clients(), [filled.client]))
            #expect(try sameBytes(reader.programmes(), [filled.programme]))
            #expect(try sameBytes(reader.programme(named: filled.programme.name), filled.programme))
            #expect(try sameBytes(reader.templates(), [filled.template]))
            for supply in [filled.pool, filled.vendor, filled.shared, filled.unmetered] {
                #expect(try sameBytes(sorted(reader.supply(supply.id)), sorted(supply)))
                #expect(try reader.supply(named: supply.name) == supply)
                #expect(try reader.supply(vendorID: supply.vendorID, of: supply.connection)?.id == supply.id)
                #expect(try reader.counts(of: [supply.id])[supply.id]?.isConserved == true)
            }
            for person in filled.people { #expect(try sameBytes(reader.person(person.id), person)) }
            for invitation in filled.invitations {
                let read = try reader.invitation(invitation.id)
                #expect(read == invitation)
                #expect(
                    sameBytes(read?.vendorWord, invitation.vendorWord)
                        && sameBytes(read?.assessments, invitation.assessments))
                #expect(try reader.row(invitation.id)?.invitation == invitation)
            }
            let command = try reader.command(key: filled.command.idempotencyKey)
            #expect(sameBytes(command, filled.command))
            #expect(try reader.intents(of: filled.command.id) == filled.intents)
            #expect(try sameBytes(reader.intents(filled.intents.map(\.id)).map(\.detail), filled.intents.map(\.detail)))
            #expect(try reader.result(of: filled.result.intent) == filled.result)
            #expect(try sameBytes(reader.result(of: filled.result.intent)?.open, filled.result.open))
            #expect(try reader.result(of: filled.intents[0].id) == nil)
            #expect(try sameBytes(reader.deliveries(of: filled.invitations[0].id), [filled.delivery]))
            #expect(try sameBytes(reader.workItem(filled.item.id), filled.item))
            #expect(try sameBytes(reader.run(filled.run.id), filled.run))
            #expect(try sameBytes(reader.observations(of: filled.invitations[1].id), [filled.observation]))
            #expect(try sameBytes(reader.discrepancies(of: nil, state: .open), [filled.discrepancy]))
            #expect(try sameBytes(reader.importRecord(filled.record.id), filled.record))
            #expect(try reader.audit(after: 0, limit: 10).last?.object == filled.command.actor)
        }
    }

    private func sorted(_ supply: Supply?) -> [String?] {
        guard let supply else { return [] }
        return [
            supply.name, supply.vendorID, supply.frozenBecause, JSONValue.object(supply.attributes).canonicalText,
            supply.vendorCounters.keys.sorted().joined(),
        ]
    }
}

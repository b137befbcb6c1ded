import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import KeyPool
import Testing

/// Everything by hand: the work list, the ticks and the vendor's file.
@Suite("Key pool in the portal, through the engine")
struct KeyPoolPortalTests {
    @Test(
        "KP-4, KP-7, KP-8: nothing counts as sent before the tick; the file of sent keys says the rest",
        arguments: TestDatabase.all)
    func wholeRoad(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 3)
            let item = try #require(try vendor.workList.first)
            let pasted = item.materials.first { $0.name == "addresses" }.map {
                String(decoding: $0.content, as: UTF8.self)
            }
            #expect(pasted == "person1@example.org, person2@example.org, person3@example.org")
            #expect(try vendor.counts().states == [.available: 2, .reserved: 3])
            #expect(try vendor.supply().attributes["message"] == nil)
            try vendor.tick(item)
            #expect(try vendor.counts().states == [.available: 2, .handedOut: 3])
            #expect(try vendor.supply().attributes["message"] == "Welcome!")
            #expect(
                try vendor.invitations().values.allSatisfy {
                    $0.invitation.standing.interval == StageInterval(exactly: .invited) && $0.credentialMasked == nil
                })
            let outcome = try vendor.observe(
                file: """
                    Email Address,Client,Completion Date,Coaches,Source
                    person1@example.org,,,Ada Coach,Mail
                    person2@example.org,,in progress,Ada Coach,Mail
                    person3@example.org,,11/6/2025,Ada Coach,Mail
                    guest@example.org,Gus Guest,in progress,,Landing page
                    someone@example.org,,,Ada Coach,Mail
                    person4@example.org,,opened,Ada Coach,Mail

                    """)
            let kinds = outcome.result.discrepancies.map(\.kind.rawValue).sorted()
            #expect(
                kinds == [
                    "unattributed_use", "unknown_at_gateway", "unmapped_status", "vendor_ahead", "vendor_ahead",
                ])
            let rows = try vendor.invitations().mapValues(\.invitation.standing.interval)
            #expect(rows["person1@example.org"] == StageInterval(.invited, .registered))
            #expect(rows["person2@example.org"] == StageInterval(.started, .started))
            #expect(rows["person3@example.org"] == StageInterval(.completed, .reported))
            #expect(
                rows["guest@example.org"] == StageInterval(.started, .started) && rows["someone@example.org"] == nil)
            #expect(try vendor.counts().states == [.available: 1, .handedOut: 1, .used: 3])
            #expect(try vendor.counts().isConserved && vendor.bed.verifyAudit())
        }
    }

    private static let sentKeys = """
        Email,Completion Date,Key Link
        person1@example.org,,https://keys.example.org/k/1
        person2@example.org,in progress,https://keys.example.org/k/2
        person3@example.org,2025-11-06,https://keys.example.org/k/3

        """

    @Test(
        "KP-7, KP-8: file or tick, whichever comes first, the units are the same and the Key Link is known",
        arguments: TestDatabase.all, [true, false])
    func eitherOrder(_ database: TestDatabase, isTickedFirst: Bool) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 3)
            let item = try #require(try vendor.workList.first)
            if isTickedFirst { try vendor.tick(item) }
            try vendor.observe(file: KeyPoolPortalTests.sentKeys)
            #expect(try vendor.workList.isEmpty)
            #expect(try vendor.counts().states == [.available: 2, .handedOut: 1, .used: 2])
            let again = try vendor.observe(file: KeyPoolPortalTests.sentKeys)
            #expect(again.applied.isEmpty && again.result.discrepancies.isEmpty)
            #expect(try vendor.counts().states == [.available: 2, .handedOut: 1, .used: 2])
            // What was copied from the file is a known link: our mail reminds with it, nobody has to copy it again.
            let plan = try vendor.plan("remind", "person1@example.org")
            #expect(plan.items == 1 && plan.skipped.isEmpty)
            try vendor.carryOut(plan)
            #expect(vendor.bed.mail.sent.first?.text.contains("redeem_link=https://keys.example.org/k/1") == true)
            #expect(try vendor.counts().isConserved && vendor.bed.verifyAudit())
        }
    }

    @Test(
        "KP-7: a Key Link that is somebody else's already is a case, and nobody's new one", arguments: TestDatabase.all)
    func takenLink(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 2)
            try vendor.tick(try #require(try vendor.workList.first))
            let file = "Email,Completion Date,Key Link\nperson1@example.org,,https://keys.example.org/k/1\n"
            try vendor.observe(file: file)
            let outcome = try vendor.observe(file: file + "person2@example.org,,https://keys.example.org/k/1\n")
            let found = try #require(outcome.result.discrepancies.first { $0.kind == .duplicateInLedger })
            #expect(!found.theirs.contains("keys.example.org"))
            let rows = try vendor.invitations()
            #expect(
                rows["person1@example.org"]?.credentialMasked != nil
                    && rows["person2@example.org"]?.credentialMasked == nil)
            #expect(try vendor.counts().states == [.available: 3, .handedOut: 2])
        }
    }

    @Test(
        "recipient_mismatch: two people whose links are crossed at the vendor are cases of privacy; no link is taken over, and neither is mailed",
        arguments: TestDatabase.all)
    func crossedLinks(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 3)
            try vendor.tick(try #require(try vendor.workList.first))
            func file(_ links: String...) -> String {
                "Email,Completion Date,Key Link\n"
                    + links.enumerated().map {
                        "person\($0.offset + 1)@example.org,,https://keys.example.org/k/\($0.element)\n"
                    }
                    .joined()
            }
            try vendor.observe(file: file("1", "2"))
            let before = try vendor.invitations().mapValues(\.credentialMasked)
            // The third has none here as yet, and is shown with the first one's.
            let outcome = try vendor.observe(file: file("2", "1", "1"))
            let found = outcome.result.discrepancies.filter { $0.kind == .recipientMismatch }
            #expect(found.count == 3 && found.allSatisfy { $0.severity == .high && $0.policy == .case })
            #expect(!outcome.result.discrepancies.contains { $0.kind == .attributeDrift })
            #expect(!"\(found)".contains("keys.example.org"))
            #expect(try vendor.invitations().mapValues(\.credentialMasked) == before)
            for person in ["person1@example.org", "person2@example.org", "person3@example.org"] {
                let plan = try vendor.plan("remind", person)
                #expect(
                    plan.items == 0 && plan.skipped.allSatisfy { $0.reason.contains("held back") }, "\(plan.skipped)")
            }
            // Another run finds the same cases; where the vendor shows everybody's own again, nothing of it is found any more.
            try vendor.observe(file: file("2", "1", "1"))
            #expect(try vendor.bed.open("recipient_mismatch").count == 3)
            let again = try vendor.observe(file: file("1", "2", "3"))
            #expect(!again.result.discrepancies.contains { $0.kind == .recipientMismatch })
        }
    }

    @Test(
        "KP-7: a file that names another Key Link than the one known here is a case; neither is taken for the right one",
        arguments: TestDatabase.all)
    func otherLink(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 2)
            try vendor.tick(try #require(try vendor.workList.first))
            func file(_ link: String) -> String {
                "Email,Completion Date,Key Link\nperson1@example.org,,https://keys.example.org/k/\(link)\n"
            }
            try vendor.observe(file: file("1"))
            let masked = try vendor.invitations()["person1@example.org"]?.credentialMasked
            let outcome = try vendor.observe(file: file("another"))
            let found = try #require(outcome.result.discrepancies.first { $0.kind == .attributeDrift })
            #expect(found.policy == .case && found.severity == .high && outcome.applied.isEmpty)
            #expect(found.subject.text.hasSuffix("link") && !"\(found)".contains("keys.example.org"))
            #expect(try vendor.invitations()["person1@example.org"]?.credentialMasked == masked)
            #expect(try vendor.bed.open("attribute_drift").count == 1)
            // The known one again: nothing differs any more.
            let again = try vendor.observe(file: file("1") + "person2@example.org,,\n")
            #expect(!again.result.discrepancies.contains { $0.kind == .attributeDrift })
        }
    }

    @Test(
        "One of several people is ticked off, another given up: who never was invited is so shown, and his key is back",
        arguments: TestDatabase.all)
    func personByPerson(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 3)
            let item = try #require(try vendor.workList.first)
            let ids = try vendor.invitations().mapValues(\.invitation.id)
            let (first, second) = (try #require(ids["person1@example.org"]), try #require(ids["person2@example.org"]))
            let ticking = Ticking(world: vendor.bed.world)
            _ = try ticking.tick(item.id, of: [first], actor: "tester", in: vendor.bed.ledger)
            #expect(
                try vendor.workList.count == 1
                    && vendor.counts().states == [.available: 2, .handedOut: 1, .reserved: 2])
            _ = try ticking.cancel(item.id, of: [second], reason: "refused", actor: "tester", in: vendor.bed.ledger)
            #expect(try vendor.counts().states == [.available: 3, .handedOut: 1, .reserved: 1])
            let standing = try #require(try vendor.invitations()["person2@example.org"]?.invitation.standing)
            #expect(standing.isWithdrawn && standing.endWord == "withdrawn" && standing.interval?.high == .available)
            _ = try ticking.tick(item.id, actor: "tester", in: vendor.bed.ledger)
            #expect(try vendor.workList.isEmpty && vendor.counts().states == [.available: 3, .handedOut: 2])
            // He can be invited again: nothing of him lives.
            let request = vendor.bed.request(2, from: "keys")
            let plan = try vendor.bed.ledger.read { reader in
                var request = request
                request.options = ["coaches": ["Ada Coach"]]
                return try Planner(world: vendor.bed.world).plan(request, actor: "t", in: reader)
            }
            #expect(plan.items == 1 && plan.skipped.map(\.code) == ["already_invited"])
        }
    }

    @Test("KP-9: an open look at the vendor's page keeps nobody from taking a key back", arguments: TestDatabase.all)
    func openLook(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 1)
            try vendor.tick(try #require(try vendor.workList.first))
            let id = try #require(try vendor.invitations()["person1@example.org"]?.invitation.id.text)
            try vendor.act("copy-link", on: id)
            #expect(try vendor.workList.count == 1)
            let plan = try vendor.plan("retract", "person1@example.org")
            #expect(plan.items == 1 && plan.skipped.isEmpty)
            try vendor.carryOut(plan)
            #expect(try vendor.workList.count == 2)
            #expect(try vendor.plan("retract", "person1@example.org").skipped.map(\.code) == ["not_now"])
        }
    }

    @Test("KP-1: too few keys is said once, with the vendor's remedies", arguments: TestDatabase.all)
    func tooFew(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database, left: 1) { vendor in
            var request = vendor.bed.request(2, from: "keys")
            request.options = ["coaches": ["Ada Coach"], "assessment": "open"]
            let plan = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0)
            }
            #expect(plan.findings.filter { $0.severity == "refuses-all" }.map(\.code) == ["too_few_keys"])
        }
    }

    @Test("KP-3: who holds a key for whichever assessment he chooses is said so", arguments: TestDatabase.all)
    func openChoice(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            var request = vendor.bed.request(1, from: "keys")
            request.options = ["coaches": ["Ada Coach"], "assessment": "open"]
            try vendor.bed.invite(request)
            try vendor.bed.settle()
            let plan = try vendor.bed.ledger.read {
                try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0)
            }
            #expect(plan.skipped.first?.reason.contains("drive or express, whichever the person chooses") == true)
        }
    }

    @Test("KP-7: our mail reminds once the copied link was ticked off, and not before", arguments: TestDatabase.all)
    func copiedLink(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 2)
            try vendor.tick(try #require(try vendor.workList.first))
            let before = try vendor.plan("remind", "person1@example.org", "person2@example.org")
            #expect(before.items == 0 && before.skipped.allSatisfy { $0.reason.contains("copy-link") })
            let ids = try vendor.invitations().mapValues(\.invitation.id.text)
            try vendor.act("copy-link", on: ids["person1@example.org"])
            let link = "https://keys.example.org/k/1"
            try vendor.tick(try #require(try vendor.workList.first), ["link": .string(link)])
            let after = try vendor.plan("remind", "person1@example.org", "person2@example.org")
            #expect(after.items == 1 && after.skipped.count == 1)
            try vendor.carryOut(after)
            #expect(vendor.bed.mail.sent.map(\.to.address) == ["person1@example.org"])
            #expect(vendor.bed.mail.sent.first?.text.contains("redeem_link=\(link)") == true)
            // One link is one person's.
            try vendor.act("copy-link", on: ids["person2@example.org"])
            let second = try #require(try vendor.workList.first)
            for same in [
                link, link + "/", link + "#a", link + "?utm=x", link + "/?a=1&b=2", "http://KEYS.example.org/k/%31",
            ] {
                #expect(throws: EngineError.self, "\(same)") { try vendor.tick(second, ["link": .string(same)]) }
            }
            try vendor.tick(second, ["link": "https://keys.example.org/k/2"])
            #expect(try vendor.counts().states == [.available: 3, .handedOut: 2])
        }
    }

    @Test(
        "KP-9: a reclaimed key is free again where the person at the page has seen it so", arguments: TestDatabase.all)
    func reclaim(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.giveKeys(to: 3)
            try vendor.tick(try #require(try vendor.workList.first))
            try vendor.carryOut(
                vendor.plan("retract", "person1@example.org", "person2@example.org", "person3@example.org"))
            let items = try vendor.workList.sorted { $0.title < $1.title }
            #expect(items.count == 3 && items.allSatisfy { $0.title.hasPrefix("Reclaim the key of") })
            #expect(throws: EngineError.self) { try vendor.tick(items[0]) }
            try vendor.tick(items[0], ["available_again": true])
            try vendor.tick(items[1], ["available_again": false])
            #expect(try vendor.counts().states == [.available: 3, .quarantined: 1, .handedOut: 1])
            _ = try Ticking(world: vendor.bed.world).cancel(
                items[2].id, reason: "in progress", actor: "tester", in: vendor.bed.ledger)
            #expect(try vendor.counts().states == [.available: 3, .quarantined: 1, .handedOut: 1])
            #expect(try vendor.invitations()["person3@example.org"]?.invitation.standing.end == nil)
        }
    }

    @Test("Ticked off, a coach who was added is known to the next plan", arguments: TestDatabase.all)
    func addCoach(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.act("add-coach", on: "keys", ["name": "Ben Coach"])
            var request = vendor.bed.request(1, from: "keys")
            request.options = ["coaches": ["Ben Coach"]]
            func plan() throws -> Plan {
                try vendor.bed.ledger.read { try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0) }
            }
            #expect(try plan().findings.contains { $0.code == "unknown_coach" && $0.severity == "refuses-all" })
            try vendor.tick(try #require(try vendor.workList.first))
            #expect(try !plan().isRefused)
        }
    }
}

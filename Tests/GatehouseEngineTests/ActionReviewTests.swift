import Campaigns
import CodeBundles
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("Actions: their rules are tried, and their reach told, before anything is recorded")
struct ActionReviewTests {
    private func campaign(_ database: TestDatabase, _ body: (VendorBed) throws -> Void) throws {
        try VendorBed.portal(Campaigns(), on: database) { vendor in
            try vendor.keep(
                SupplyReport(
                    vendorID: "drivers", name: "drivers", usage: .personal, category: "campaign",
                    assessments: ["core-drivers"], purchased: nil, counters: [:],
                    attributes: ["assessments": ["core-drivers"], "reports": ["core-drivers"]]))
            try vendor.bed.invite(vendor.bed.request(3, from: "drivers", channel: .vendorMail))
            try vendor.bed.settle()
            try body(vendor)
        }
    }

    private func plan(
        _ vendor: VendorBed, _ name: String, on subject: String? = "drivers", _ input: [String: JSONValue] = [:]
    ) throws -> Plan {
        let request = ActionRequest(connection: "vendor", name: name, subject: subject, input: input)
        return try vendor.bed.ledger.read { try Planner(world: vendor.bed.world).plan(request, actor: "t", in: $0) }
    }

    @Test(
        "CA-3, CA-11: an action that breaks a rule is refused before anything is recorded, with reason and remedy",
        arguments: TestDatabase.all)
    func refused(_ database: TestDatabase) throws {
        try campaign(database) { vendor in
            let trail = try vendor.bed.ledger.read { try $0.audit(after: 0, limit: 1000).count }
            let acts = try vendor.bed.acts()
            let input: [String: JSONValue] = [
                "reports": ["core-drivers", "core-drivers-pro"], "apply_to": "everyone",
            ]
            let plan = try plan(vendor, "change-reports", input)
            #expect(plan.isRefused && plan.findings.map(\.rule) == ["CA-3"])
            #expect(plan.findings[0].message.contains("never enabled together") && plan.parts[0].concerned == nil)
            let error = #expect(throws: EngineError.self) { try vendor.act("change-reports", on: "drivers", input) }
            #expect(error?.code == .refused && error?.message.contains("choose one of them") == true)
            #expect(throws: EngineError.self) { try vendor.act("rename", on: "drivers", ["name": "  "]) }
            #expect(try vendor.bed.acts() == acts)
            #expect(try vendor.bed.ledger.read { try $0.audit(after: 0, limit: 1000).count } == trail)
        }
    }

    @Test("A supply that is given another one's name: the plan says by which name it will go here")
    func takenName() throws {
        try VendorBed.portal(CodeBundles(), on: .sqlite) { vendor in
            for name in ["drivers", "autumn"] {
                try vendor.keep(
                    SupplyReport(
                        vendorID: name, name: name, usage: .single, category: "strengths", assessments: ["top-5"],
                        purchased: nil, counters: [:]))
            }
            let taken = try #require(
                try plan(vendor, "rename", ["name": "autumn"]).findings.first { $0.code == "name_taken" })
            #expect(taken.code == "name_taken" && taken.severity == "warning")
            #expect(taken.message.contains("here autumn-2"))
            #expect(try plan(vendor, "rename", ["name": "winter"]).findings.allSatisfy { $0.code != "name_taken" })
        }
    }

    @Test("CA-11: for everyone, or only for people from now on: the plan says how many", arguments: TestDatabase.all)
    func counts(_ database: TestDatabase) throws {
        try campaign(database) { vendor in
            let everyone = try plan(vendor, "change-reports", ["reports": [], "apply_to": "everyone"])
            #expect(!everyone.isRefused && everyone.parts[0].effect == "write")
            #expect(everyone.parts[0].concerned?.people == 3 && everyone.parts[0].concerned?.invitations == 3)
            let future = try plan(vendor, "change-tags", ["tags": ["dk"], "apply_to": "future"])
            #expect(future.parts[0].concerned?.people == 0)
            #expect(future.findings.map(\.message).contains { $0.hasPrefix("3 people invited already keep") })
            let rename = try plan(vendor, "rename", ["name": "Norway"])
            #expect(rename.parts[0].concerned == nil && rename.findings.isEmpty)
        }
    }

    @Test("CA-11: the question that is left open comes with whom each answer concerns", arguments: TestDatabase.all)
    func open(_ database: TestDatabase) throws {
        try campaign(database) { vendor in
            func open(_ name: String, _ input: [String: JSONValue]) throws -> OpenChoice? {
                let request = ActionRequest(connection: "vendor", name: name, subject: "drivers", input: input)
                return try vendor.bed.ledger.read {
                    try Planner(world: vendor.bed.world).openChoice(of: request, actor: "t", in: $0)
                }
            }
            let question = try #require(try open("change-tags", ["tags": ["dk"]]))
            #expect(question.field == "apply_to" && question.answers.map(\.value) == ["everyone", "future"])
            #expect(question.answers.map { $0.concerned?.people } == [3, 0])
            #expect(try open("change-tags", ["tags": ["dk"], "apply_to": "future"]) == nil)
            // What would not fit with any answer is told as it is.
            #expect(try open("change-tags", ["tgas": ["dk"]]) == nil && open("rename", ["name": "x"]) == nil)
        }
    }

    @Test("CA-12: what cannot be undone is marked so, with whom it concerns", arguments: TestDatabase.all)
    func irreversible(_ database: TestDatabase) throws {
        try campaign(database) { vendor in
            let archive = try plan(vendor, "archive")
            #expect(archive.parts[0].effect == "irreversible" && archive.parts[0].concerned?.people == 3)
            #expect(archive.findings.map(\.rule) == ["CA-12"])
            let invitation = try #require(try vendor.invitations()["person1@example.org"]).invitation.id
            let note = try plan(vendor, "add-note", on: invitation.text, ["text": "called"])
            #expect(note.parts[0].effect == "write" && note.parts[0].concerned?.people == 1)
        }
    }

    @Test("CB-19: of a transfer the plan says how many units it moves", arguments: TestDatabase.all)
    func units(_ database: TestDatabase) throws {
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            for name in ["spring", "autumn"] {
                try vendor.keep(
                    SupplyReport(
                        vendorID: name, name: name, usage: .multi, category: "strengths", assessments: ["top-5"],
                        purchased: 40, counters: [:], attributes: ["code_type": "top-5"]))
            }
            let plan = try plan(vendor, "transfer", on: "spring", ["to": "autumn", "count": 12])
            #expect(!plan.isRefused && plan.parts[0].concerned?.units == 12, "\(plan.findings)")
            let tooMany = try self.plan(vendor, "transfer", on: "spring", ["to": "autumn", "count": 41])
            #expect(tooMany.isRefused && tooMany.findings[0].rule == "CB-19")
        }
    }
}

import Foundation
import GatehouseForms
import GatehouseModel
import Testing

@testable import GatehouseProviderKit
@testable import GatehouseTesting

@Suite struct DescriptorFactsTests {
    private static let descriptor = Descriptor(
        id: "acme", version: "1.0.0", name: "Acme", summary: "Made up.", modes: [.portal],
        settings: Form([
            FormField("base", .url, label: "Base", default: "https://acme.example.org/go"),
            FormField("sender", .email, label: "Sender"),
        ]),
        capabilities: [], actions: [], vocabulary: Vocabulary([]),
        counters: [
            CounterDescription("Left", usage: .multi, counts: .units([.available])),
            CounterDescription("Out", "Given", usage: .single, counts: .units([.handedOut])),
        ],
        supplyKinds: [], options: .empty, files: [],
        traits: VendorTraits(
            idempotency: [:], snapshotIsComplete: false, snapshotShowsDeleted: false, lag: .zero,
            linkBaseSetting: "base"),
        help: [
            HelpStep(.mailNotArrived, "Allow {sender}, not {nobody}.", usages: [.single], rule: "X-1"),
            HelpStep(.mailNotArrived, "Look for it.", rule: "X-1"),
        ])

    @Test("LI-3, LI-4: the smallest limit that fits counts, and says why; where none fits it is the capability's own")
    func limits() {
        let row = Capability(
            .issue, .native, batchLimit: 500,
            smallerBatches: [
                BatchLimit(50, when: .setting("plan", isOneOf: ["free"]), rule: "X-1", why: "the free plan"),
                BatchLimit(10, when: .option("way", isOneOf: ["typed"]), rule: "X-2", why: "typed in"),
                BatchLimit(20, when: .optionIsGiven("at"), rule: "X-3", why: "scheduled"),
                BatchLimit(900, when: .optionIsGiven("at"), rule: "X-4", why: "more than it takes anyway"),
            ])
        func limit(_ settings: [String: JSONValue], _ options: [String: JSONValue]) -> [String] {
            let found = row.limit(settings: settings, options: options)
            return ["\(found.count ?? 0)", found.because?.rule ?? "-"]
        }
        #expect(limit(["plan": "full"], ["way": "file"]) == ["500", "-"])
        #expect(limit(["plan": "free"], [:]) == ["50", "X-1"])
        #expect(limit(["plan": "free"], ["way": "typed", "at": "soon"]) == ["10", "X-2"])
        #expect(limit([:], ["at": "soon"]) == ["20", "X-3"])
        #expect(limit([:], ["at": .null]) == ["500", "-"])
        #expect(Capability(.issue, .native).limit(settings: [:], options: [:]).count == nil)
    }

    @Test("CB-14: where nobody chose the base, no link leads to another site than the connection's")
    func leadsAway() {
        func link(_ settings: [String: JSONValue]) -> String? {
            Self.descriptor.link(for: Secret("A"), settings: settings)?.reveal()
        }
        let usual = "https://acme.example.org/go/A"
        #expect(link([:]) == usual && link(["base_url": ""]) == usual)
        for same in ["https://acme.example.org:8443/v1", "https://api.example.org", "https://API.acme.Example.org/v1"] {
            #expect(link(["base_url": .string(same)]) == usual, "\(same)")
        }
        let others = [
            "http://127.0.0.1:8090/v1", "http://[::1]:8090/", "https://acme.example.org@evil.example/v1",
            "https://org/",
            "https://acme.example.net", "https://notacme.example.net/acme.example.org",
        ]
        for other in others {
            #expect(link(["base_url": .string(other)]) == nil, "\(other)")
            #expect(link(["base_url": .string(other), "base": "https://acme.example.org/go"]) == nil, "\(other)")
            #expect(
                link(["base_url": .string(other), "base": "https://my.example.com/r"]) == "https://my.example.com/r/A")
        }
    }

    @Test(
        "A code's link is the base setting with the code percent-encoded at its end",
        arguments: [
            ("https://acme.example.org/go", "AB-1", "https://acme.example.org/go/AB-1"),
            ("https://acme.example.org/go/", "AB-1", "https://acme.example.org/go/AB-1"),
            ("https://acme.example.org/go?code=", "AB 1", "https://acme.example.org/go?code=AB%201"),
            ("https://acme.example.org/", "../x?y#ł", "https://acme.example.org/..%2Fx%3Fy%23%C5%82"),
        ])
    func link(base: String, code: String, expected: String) {
        let link = Self.descriptor.link(for: Secret(code), settings: ["base": .string(base)])
        #expect(link?.reveal() == expected)
    }

    @Test("Without a setting's value its default is used; without either there is no link")
    func linkFallback() {
        #expect(Self.descriptor.link(for: Secret("A1"), settings: [:])?.reveal() == "https://acme.example.org/go/A1")
        #expect(Self.descriptor.link(for: Secret("A1"), settings: ["base": ""]) == nil)
    }

    @Test("A counter is found by any of its names, without case, for its usage only")
    func counters() {
        #expect(Self.descriptor.counter(" given ", usage: .single)?.counts == .units([.handedOut]))
        #expect(Self.descriptor.counter("Given", usage: .multi) == nil)
        #expect(Self.descriptor.counter("left", usage: .multi)?.counts == .units([.available]))
    }

    @Test("Help steps fit the usage and show the connection's settings")
    func help() {
        let steps = Self.descriptor.help(.mailNotArrived, usage: .single)
        #expect(
            steps.map { $0.text(settings: ["sender": "a@example.org"]) } == [
                "Allow a@example.org, not {nobody}.", "Look for it.",
            ])
        #expect(Self.descriptor.help(.mailNotArrived, usage: .multi).count == 1)
        #expect(Self.descriptor.help(.credentialRefused, usage: .single).isEmpty)
    }

    @Test("The JSON keeps the order in which a form asks and says nothing of what is absent")
    func json() {
        let json = Self.descriptor.json
        #expect(json["settings"]?["order"] == ["base", "sender"])
        #expect(json["traits"]?["mail_sender"] == nil)
        #expect(json["counters"]?.array?.count == 2)
    }

    @Test("Facts that few vendors have stand in the JSON only where they are said")
    func rareFacts() {
        let capability = Capability(
            .remind, .gateway,
            conditions: [
                Condition(.credentialIsKnown, rule: "X-1", otherwise: "No link."),
                Condition(.stageAtLeast(.completed), rule: "X-2", otherwise: "Not done."),
            ], by: .ourMail)
        #expect(capability.json["by"] == "our-mail")
        #expect(
            capability.json["conditions"]?.array?.map { $0["test"] } == [
                ["credential_is_known": true], ["stage_at_least": "completed"],
            ])
        let kind = SupplyKindDescription(
            category: "pool", label: "Pool", usage: .single, credential: .accessKey, stock: [:], assessments: ["a"],
            assessmentOption: "assessment", isToppedUp: true, isOnePerConnection: true)
        #expect(kind.json["assessment_option"] == "assessment" && kind.json["topped_up"] == true)
        #expect(kind.json["one_per_connection"] == true)
        let column = FileFormat.Column("done", .word, blankMeans: "Sent", dateMeans: "Completed")
        #expect(column.json["blank_means"] == "Sent" && column.json["date_means"] == "Completed")
        let json = Self.descriptor.json
        #expect(json["traits"]?["self_arrival"] == nil)
    }

    @Test("Who came by the vendor's own page is told by an attribute of the record, compared without case")
    func selfArrival() {
        let trait = VendorTraits.SelfArrival(attribute: "came_by", values: ["landing page"])
        func record(_ attributes: [String: String]) -> ObservedRecord {
            ObservedRecord(
                word: "Sent", asOf: Instant(milliseconds: 0), attributes: attributes, source: .request(id: "r"))
        }
        #expect(trait.fits(record(["came_by": " Landing Page"])))
        #expect(!trait.fits(record(["came_by": "mail"])) && !trait.fits(record([:])))
    }

    @Test("A golden text is written once, compared ever after, and missed where it may not be written")
    func golden() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "golden-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "kept.json")
        #expect(try Golden.difference("a\nb", from: url, mayWrite: false)?.contains("missing") == true)
        #expect(try Golden.difference("a\nb", from: url, mayWrite: true) == nil)
        #expect(try Golden.difference("a\nb", from: url, mayWrite: false) == nil)
        #expect(
            try Golden.difference("a\nc", from: url, mayWrite: true)?.contains("line 2: kept is b, now it is c") == true
        )
    }
}

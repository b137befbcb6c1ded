import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

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

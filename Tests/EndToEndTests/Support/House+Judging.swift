import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

/// What only the outside sees: the vendors' own ledger, the mail server's log, what the commands print.
extension House {
    /// Every invitation as `status -o json` shows it.
    func status() async throws -> [JSONValue] { try await done("status", "--limit", "10000", "-o", "json").items }

    /// Goes on until nothing is due; what is left waits for a person.
    @discardableResult
    func settle(patience: String = "45s") async throws -> Finished {
        let finished = try await run("serve", "--until-idle", "--patience", patience)
        #expect([0, 3].contains(finished.code), "\(finished)")
        return finished
    }

    /// What may never happen, whatever went before.
    ///
    /// - Parameters:
    ///   - people: who was invited, from every supply that is named.
    ///   - unknownMails: at most so many mails were under way at a kill; each is reported.
    func judge(
        _ people: [String], from supplies: [String], unknownMails: Int = 0, isMailed: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let vendor = try await sandbox.ledger()
        let rows = try await status()
        // One code each, in the vendor's own ledger, and it is the one that we know.
        let given = vendor.codes.filter { $0.phase != "retracted" }
        #expect(Set(given.map(\.code)).count == given.count, "a code with two people", sourceLocation: sourceLocation)
        let bundles = ["Spring": "bnd_1", "Autumn": "bnd_2"]
        var expected: [String] = []
        for supply in supplies {
            let holders =
                bundles[supply].map { bundle in given.filter { $0.bundle == bundle }.compactMap(\.holder) }
                ?? vendor.invited.map(\.address)
            #expect(holders.sorted() == people.sorted(), "\(supply): one each", sourceLocation: sourceLocation)
            expected += people.map { "\(supply) \($0)" }
        }
        #expect(vendor.isConserved, sourceLocation: sourceLocation)
        let ours = rows.filter { $0["end"]?.string == nil }.map {
            "\($0["supply"]?.string ?? "") \($0["person"]?["email"]?.string ?? "")"
        }
        #expect(ours.sorted() == expected.sorted(), "the ledger's living invitations", sourceLocation: sourceLocation)
        let references = Set(given.compactMap(\.reference) + vendor.invited.compactMap(\.reference))
        #expect(
            references.isSuperset(of: rows.filter { $0["end"]?.string == nil }.compactMap { $0["id"]?.string }),
            sourceLocation: sourceLocation)
        for row in rows {
            guard let code = given.first(where: { $0.reference == row["id"]?.string }) else { continue }
            #expect(
                row["credential"]?.string?.hasSuffix(String(code.code.suffix(4))) == true, "\(row["id"]?.string ?? "")",
                sourceLocation: sourceLocation)
            #expect(row["person"]?["email"]?.string == code.holder, sourceLocation: sourceLocation)
        }
        if isMailed { try await judgeMail(rows, given, unknownMails: unknownMails, sourceLocation: sourceLocation) }
        try await judgeBooks(
            supplies.filter { bundles[$0] != nil }, handedOut: people.count, unknown: unknownMails,
            sourceLocation: sourceLocation)
    }

    private func judgeMail(
        _ rows: [JSONValue], _ given: [VendorLedger.Code], unknownMails: Int, sourceLocation: SourceLocation
    ) async throws {
        let messages = try await mail.messages()
        let invitations = messages.compactMap { $0.headers["x-gatehouse-invitation"] }
        #expect(Set(invitations).count == messages.count, "no mail twice", sourceLocation: sourceLocation)
        var unknown = 0
        for row in rows {
            let id = row["id"]?.string ?? ""
            let message = messages.first { $0.headers["x-gatehouse-invitation"] == id }
            if let message {
                #expect(message.recipients == [row["person"]?["email"]?.string ?? ""], sourceLocation: sourceLocation)
                let links = message.body.matches(of: /https?:\/\/[^\s"'<>()]+/).map { String($0.output) }
                #expect(!links.isEmpty, "no link in \(id)", sourceLocation: sourceLocation)
                let strange = links.filter { !$0.hasPrefix(sandbox.address + "/") }
                #expect(strange.isEmpty, "a mail leads to another site", sourceLocation: sourceLocation)
                if let code = given.first(where: { $0.reference == id }) {
                    #expect(
                        links.allSatisfy { $0 == "\(sandbox.address)/direct/ac/\(code.code)" },
                        "\(code.holder ?? "") is led elsewhere", sourceLocation: sourceLocation)
                    #expect(
                        message.body.contains(code.code), "\(code.holder ?? "") has not his own code",
                        sourceLocation: sourceLocation)
                    let others = given.filter { $0.code != code.code && message.body.contains($0.code) }
                    #expect(others.isEmpty, "somebody else's code", sourceLocation: sourceLocation)
                }
            }
            switch row["delivery"]?.string {
            case "accepted":
                #expect(message != nil, "accepted and never received: \(id)", sourceLocation: sourceLocation)
            case "unknown":
                unknown += 1
                #expect(
                    row["open_act"]?.string == "needs_person", "reported: \(row.canonicalText)",
                    sourceLocation: sourceLocation)
            default:
                Issue.record("neither delivered nor reported: \(row.canonicalText)", sourceLocation: sourceLocation)
            }
        }
        #expect(unknown <= unknownMails, "delivery unknown: \(unknown)", sourceLocation: sourceLocation)
    }

    /// Conservation and the audit chain.
    ///
    /// - Parameter unknown: so many of those that were given out may still be set aside for a mail that nobody knows of.
    func judgeBooks(
        _ supplies: [String], handedOut: Int? = nil, unknown: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for supply in supplies {
            let counts = try await done("supply", "show", supply, "-o", "json").json()["counts"]
            func count(_ name: String) -> Int64 { counts?[name]?.integer ?? -1 }
            let words = "\(supply): \(counts?.canonicalText ?? "")"
            let inside = ["available", "reserved", "quarantined", "handed_out", "used", "lost"].map(count).reduce(0, +)
            #expect(
                count("purchased") + count("moved_in") - count("moved_out") == inside, "\(words)",
                sourceLocation: sourceLocation)
            guard let handedOut else { continue }
            let out = count("handed_out") + count("reserved") + count("used")
            #expect(out == handedOut, "\(words)", sourceLocation: sourceLocation)
            #expect(
                count("reserved") <= unknown && count("quarantined") == 0, "\(words)", sourceLocation: sourceLocation)
        }
        let audit = try await done("audit", "verify", "-o", "json").json()
        #expect(audit["intact"]?.bool == true, sourceLocation: sourceLocation)
    }
}

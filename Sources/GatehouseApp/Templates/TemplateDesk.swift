package import GatehouseEngine
import GatehouseForms
package import GatehouseLedger
import GatehouseMail

/// Looking at and changing the words of our mails.
package struct TemplateDesk: Sendable {
    /// One text: the organisation's own where it has one, else the vendor's default.
    package struct Text: Sendable {
        package let provider: String
        package let kind: String
        package let language: String
        /// Nil for a default that came with Gatehouse.
        package let version: Int?
        package let source: String
    }

    /// What is wrong or doubtful in a source, and where.
    package struct Fault: Hashable, Sendable {
        package let line: Int
        package let code: String
        package let message: String
        package let isError: Bool
    }

    private let world: EngineWorld

    package init(world: EngineWorld) { self.world = world }

    package static var kinds: [String] { TemplateKind.allCases.map(\.rawValue) }

    /// Every text that could be sent, by provider, kind and language.
    package func texts(in reader: any LedgerReader) throws -> [Text] {
        var found: [String: Text] = [:]
        func key(_ provider: String, _ kind: String, _ language: String) -> String {
            "\(provider)\u{0}\(kind)\u{0}\(language)"
        }
        let defaults = TemplateCatalogue.vendorDefaults
        for provider in world.providers.ids + (try outside(reader)) {
            for kind in TemplateKind.allCases {
                for language in defaults.languages(provider: provider, kind: kind) {
                    guard let choice = defaults.choose(provider: provider, kind: kind, language: language) else {
                        continue
                    }
                    found[key(provider, kind.rawValue, language)] = Text(
                        provider: provider, kind: kind.rawValue, language: language, version: nil,
                        source: choice.template.source)
                }
            }
        }
        for stored in try reader.templates().sorted(by: { $0.version < $1.version }) {
            found[key(stored.provider, stored.kind, stored.language)] = Text(
                provider: stored.provider, kind: stored.kind, language: stored.language, version: stored.version,
                source: stored.source)
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    package func text(_ provider: String, _ kind: String, _ language: String, in reader: any LedgerReader) throws
        -> Text
    {
        let all = try texts(in: reader).filter { $0.provider == provider && $0.kind == kind }
        guard !all.isEmpty else {
            try refuseUnknown(provider, in: reader)
            throw EngineError(
                .notFound,
                "\(provider) has no \(kind) template: kinds are \(TemplateDesk.kinds.joined(separator: ", "))")
        }
        guard let found = all.first(where: { $0.language.lowercased() == language.lowercased() }) else {
            throw EngineError(
                .notFound,
                "there is no \(kind) template of \(provider) in \(language): it is there in \(all.map(\.language).joined(separator: ", "))"
            )
        }
        return found
    }

    /// A provider is one of this program, or one outside that a connection was added for.
    private func refuseUnknown(_ provider: String, in reader: any LedgerReader) throws {
        if try !outside(reader).contains(provider) { _ = try world.providers.provider(provider) }
    }

    /// Providers outside that connections were added for.
    private func outside(_ reader: any LedgerReader) throws -> [String] {
        try reader.connections().filter { $0.descriptor != nil }.map(\.provider)
    }

    /// Everything that is wrong or doubtful, by line; empty for a good one.
    package static func faults(in source: String) -> [Fault] {
        Template.lint(source).map {
            Fault(line: $0.line, code: $0.code.rawValue, message: $0.message, isError: $0.severity == .error)
        }
    }

    /// Keeps a text of the organisation's own as its newest version. One with errors is refused.
    package func store(
        _ source: String, _ provider: String, _ kind: String, _ language: String, actor: String, in ledger: any Ledger
    ) throws -> Text {
        try ledger.read { try refuseUnknown(provider, in: $0) }
        guard TemplateKind(rawValue: kind) != nil else {
            throw EngineError.unknown("kind of template", kind, among: TemplateDesk.kinds)
        }
        guard let tag = LanguageWord.canonical(language) else {
            throw EngineError(
                .invalid,
                "'\(language.prefix(40))' is no language tag; \(LanguageWord.proposal(for: language).map { "did you mean \($0)?" } ?? "write it like da or pt-BR")"
            )
        }
        let errors = TemplateDesk.faults(in: source).filter(\.isError)
        guard errors.isEmpty else {
            throw EngineError(
                .invalid,
                "the template cannot be used:\n"
                    + errors.map { "  line \($0.line): \($0.message)" }.joined(separator: "\n"))
        }
        let now = world.clock.now
        return try ledger.write { writer in
            let before = try writer.templates().filter {
                $0.provider == provider && $0.kind == kind && $0.language == tag
            }
            let version = (before.map(\.version).max() ?? 0) + 1
            try writer.add(
                StoredTemplate(provider: provider, kind: kind, language: tag, version: version, source: source, at: now)
            )
            try writer.audit([
                AuditNote(
                    at: now, actor: actor, act: "template.changed", object: "\(provider)/\(kind)/\(tag)",
                    details: .members(["version": .integer(Int64(version))]))
            ])
            return Text(provider: provider, kind: kind, language: tag, version: version, source: source)
        }
    }

    /// A text as an invented person would read it; every value is plainly a sample.
    package func preview(_ source: String, language: String) throws -> ComposedText {
        let values = TemplateValues([
            .personName: "Ada Sample", .personFirstName: "Ada", .organisation: world.sender.organisation,
            .senderName: world.sender.mailbox.name ?? world.sender.organisation, .assessment: "Sample Assessment",
            .redeemLink: "https://vendor.example.org/redeem/SAMPLE-CODE-0000", .code: "SAMPLE-CODE-0000",
            .expiresOn: DayWords.long("2027-12-31", in: language),
            .helpAddress: world.sender.helpAddress, .vendorSender: "support@vendor.example.org",
        ])
        do {
            let rendered = try Template(source, language: language).render(values)
            return ComposedText(
                subject: rendered.subject, text: rendered.text, html: rendered.html, language: rendered.language)
        } catch { throw EngineError(.invalid, "the template cannot be shown: \(error)") }
    }
}

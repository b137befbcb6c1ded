import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Settings that show in what the vendor does.
let settingCases: [ConformanceCase] = [
    ConformanceCase(
        "settings.heeded",
        "A text whose default stands in the vendor's mails stands there as it was set, once it is set.", level: .full
    ) { trial in
        let bench = try trial.bench()
        let texts = trial.descriptor.settings.fields.filter(\.isPlainText)
        guard !texts.isEmpty else { throw trial.skip("no setting is a text with a default") }
        let way = try trial.way(where: { $0.channel == .vendorMail && ($0.isOneAct || $0.does(.distribute)) })
        var plain = trial.run.subject.settings
        for field in texts { plain[field.name] = field.fallback }
        let usual = try trial.letters(way, plain, bench)
        let shown = texts.filter { field in
            field.fallback?.string.map { text in usual.contains { $0.contains(text) } } ?? false
        }
        guard !shown.isEmpty else { throw trial.skip("no setting's default stands in the vendor's mails") }
        for field in shown {
            let own = "Conformance \(trial.run.next())"
            let letters = try trial.letters(way, plain.merging([field.name: .string(own)]) { _, new in new }, bench)
            try trial.expect(
                !letters.isEmpty && letters.allSatisfy { $0.contains(own) },
                "the setting \(field.name) is \"\(own)\", and the mails say otherwise")
        }
    }
]

extension Trial {
    /// The mails that a fresh person gets from a connection with these settings.
    fileprivate func letters(_ way: Way, _ settings: [String: JSONValue], _ bench: any Bench) throws -> [String] {
        let usual = try api()
        let context = Context(
            mode: usual.mode, settings: settings, secrets: usual.secrets, link: usual.link, now: usual.now)
        let item = person()
        let given = try done(tryIssuing(order(way, [item]), context).get(), 1, "issue \(way.id)")
        let holding = Holding(way, item, given[0])
        run.keep(holding)
        if !way.isOneAct {
            _ = try done(tryDistributing(order(way, [holding.item]), context).get(), 1, "distribute \(way.id)")
        }
        return try bench.letters(to: item.recipient?.address ?? "")
    }
}

extension FormField {
    /// A text that has a default of some length, so that it is known again.
    var isPlainText: Bool {
        guard case .text = kind else { return false }
        return fallback?.string.map { $0.count >= 4 } ?? false
    }
}

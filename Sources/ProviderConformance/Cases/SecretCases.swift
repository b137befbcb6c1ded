import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Synchronization

/// Codes and links that stand where everybody can read them.
let secretCases: [ConformanceCase] = [
    ConformanceCase("answers.secret-repeated", "A code or link that an answer repeats in another place is not shown.") {
        trial in
        let way = try trial.way()
        let attempt = try trial.issuing(
            trial.order(way, trial.people(2)),
            under: .rewrite {
                $0.changingSecond("credential") { first, second in
                    guard let said = first["secret"]?.string ?? first["link"]?.string else { return nil }
                    return second.merging(["word": .string("like \(said)"), "id": .string(said)]) { _, new in new }
                }
            })
        guard case .success(let answer) = attempt else { return try trial.expectUnknown(attempt, "a code in a word") }
        let given = answer.items.compactMap { outcome -> IssuedCredential? in
            if case .done(let credential) = outcome { credential } else { nil }
        }
        let open = given.flatMap { [$0.word, $0.echo.reference, $0.echo.address] }.compactMap { $0 }
        try trial.expectOpen(open, free: of(given), "an issued credential's word")
    },
    ConformanceCase(
        "answers.secret-observed", "A code or link among a record's words, names and attributes is not shown."
    ) { trial in
        let way = try trial.way()
        try trial.needsLookUp()
        let holding = try trial.given(1, by: way)[0]
        let secrets = of([holding.issued])
        guard let said = secrets.first?.reveal() else { throw trial.skip("the vendor gives neither code nor link") }
        let records = try trial.tampered(
            .rewrite { response in response.addingToRecords(said) }, of: .any
        ) { () throws -> [ObservedRecord] in
            do { return try trial.lookUp([holding]) } catch let error as ProviderError {
                trial.said.hear(error)
                return []
            }
        }
        try trial.expectOpen(records.flatMap(\.openTexts), free: secrets, "a record")
    },
    ConformanceCase("contract.secrets-apart", "Codes and links stand where the contract has a place for them alone.") {
        trial in
        guard trial.run.subject.speaksContract else {
            throw trial.skip("the vendor speaks an interface of its own, not the contract")
        }
        let heard = Heard()
        for way in try trial.waysOfEachManner() {
            var secrets: [Secret] = []
            let hearing = Tampering.Deed.rewrite { response in
                heard.keep(response)
                return response
            }
            try trial.tampered(hearing, of: .any) {
                let holding = try trial.issued(1, by: way)[0]
                secrets = of([holding.issued])
                if way.does(.distribute), !way.isOneAct {
                    _ = try trial.tryDistributing(trial.order(way, [holding.item]))
                }
                _ = try trial.lookUp([holding])
                _ = try trial.status(.supply(way.supply.vendorID))
                _ = try trial.provider.supplies(trial.api())
                if way.does(.remind) { _ = try trial.tryReminding(trial.order(way, [holding.item])) }
                if way.does(.retract) { _ = try trial.tryRetracting(trial.order(way, [holding.item])) }
            }
            let veil = Veil(secrets)
            try trial.expectNone(
                heard.answers.flatMap(veil.breaches), "\(way.id): a code or link stands in the open at")
        }
    },
]

/// What came over the wire.
private final class Heard: Sendable {
    private let kept = Mutex<[JSONValue]>([])
    var answers: [JSONValue] { kept.withLock { $0 } }

    func keep(_ response: VendorResponse) {
        guard response.status == 200, let json = try? JSONValue(bytes: response.body) else { return }
        kept.withLock { $0.append(json) }
    }
}

private func of(_ issued: [IssuedCredential]) -> [Secret] {
    issued.flatMap { [$0.secret, $0.link].compactMap { $0 } + $0.aliases }
}

extension Trial {
    fileprivate func expectOpen(_ texts: [String], free secrets: [Secret], _ what: String) throws {
        for secret in secrets {
            try expect(!texts.contains { $0.contains(secret.reveal()) }, "\(what) shows a code or link as it came")
        }
    }

    /// A text shows a secret, or its mask where the client has masked it already: it stood there either way.
    func holds(_ text: String, _ secret: Secret) -> Bool {
        text.contains(secret.reveal()) || text.contains(secret.masked)
    }
}

extension ObservedRecord {
    /// What of it is kept and shown to everybody who may see the record.
    var openTexts: [String] {
        [reference, vendorID, address, name, supply, word].compactMap { $0 }
            + attributes.flatMap { [$0.key, $0.value] } + assessments.flatMap { [$0.key, $0.value] }
    }
}

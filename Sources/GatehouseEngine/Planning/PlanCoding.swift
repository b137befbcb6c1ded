import Foundation
package import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// Plans and requests as JSON documents.
package enum PlanCoding {
    package static func document(of value: some Encodable) -> JSONValue {
        let encoder = JSONEncoder()
        guard let data = try? encoder.encode(value), let document = try? JSONValue(bytes: data) else { return .null }
        return document
    }

    /// Reads a saved plan of a verb; what is wrong is said with its place.
    package static func plan(from text: String, named file: String) throws(EngineError) -> Plan {
        guard case .verb(let plan) = try saved(from: text, named: file) else {
            throw EngineError(.invalid, "\(file): a plan of a reconciliation, not of a verb")
        }
        return plan
    }

    /// Reads a saved plan of whatever kind; what is wrong is said with its place.
    package static func saved(from text: String, named file: String) throws(EngineError) -> SavedPlan {
        let envelope: JSONValue
        do { envelope = try JSONValue(text: text) } catch {
            throw EngineError(.invalid, "\(file): not a plan: \(error)")
        }
        guard let document = envelope["plan"], let digest = envelope["digest"]?.string else {
            throw EngineError(.invalid, "\(file): not a plan: it has no 'plan' and 'digest'; save one with --out")
        }
        let isReconciliation = document["verb"]?.string == ReconciliationPlan.verb
        let plan: SavedPlan
        do {
            let bytes = Data(document.canonicalText.utf8)
            plan =
                isReconciliation
                ? .reconciliation(try JSONDecoder().decode(ReconciliationPlan.self, from: bytes))
                : .verb(try JSONDecoder().decode(Plan.self, from: bytes))
        } catch {
            throw EngineError(.invalid, "\(file): not a plan of this version; make it again with --out")
        }
        guard plan.contentDigest == digest else {
            throw EngineError(.invalid, "\(file): the plan was changed after it was saved; make it again with --out")
        }
        return plan
    }

    /// Whether a file is one that `text(of:)` made, of whatever version, changed or not.
    package static func isPlan(_ bytes: some Collection<UInt8>) -> Bool {
        let envelope = try? JSONValue(bytes: Array(bytes))
        return envelope?["plan"]?.object != nil && envelope?["digest"]?.string != nil
    }

    /// The text of a plan file.
    package static func text(of plan: SavedPlan) -> String {
        JSONValue.members(["plan": plan.document, "digest": .string(plan.contentDigest)]).prettyText + "\n"
    }
}

/// What `--out` saves and `gatehouse apply` performs.
package enum SavedPlan: Sendable {
    case verb(Plan)
    case reconciliation(ReconciliationPlan)

    package var contentDigest: String {
        switch self {
        case .verb(let plan): plan.contentDigest
        case .reconciliation(let plan): plan.contentDigest
        }
    }

    fileprivate var document: JSONValue {
        switch self {
        case .verb(let plan): PlanCoding.document(of: plan)
        case .reconciliation(let plan): PlanCoding.document(of: plan)
        }
    }
}

extension PlanRequest {
    /// SHA-256 of what was asked: whether a key comes with the same request again.
    package var inputHash: String { digest(document) }

    /// All that was asked. What many callers ask for at once is written here by hand: a coder takes longer for it than the
    /// ledger does.
    var document: JSONValue {
        guard case .invite(let request) = self else { return PlanCoding.document(of: self) }
        return .members([
            "invite": .members([
                "supplies": .array(request.supplies.map { .string($0) }), "slots": .integer(Int64(request.slots)),
                "channel": request.channel.map { .string($0.rawValue) },
                "programme": request.programme.map { .string($0) }, "options": .object(request.options),
                "overrideReason": request.overrideReason.map { .string($0) }, "issueOnly": .bool(request.issueOnly),
            ]), "persons": .array(request.persons.map { .string($0.text) }),
            "people": .array(request.people.map(\.document)),
            "files": request.files.map { PlanCoding.document(of: $0) },
        ])
    }
}

extension PersonDraft {
    fileprivate var document: JSONValue {
        .array(
            [.string(address)] + [name, language, timeZone, externalID].map { $0.map { .string($0) } ?? .null }
                + [.string(origin)] + tags.map { .string($0) })
    }
}

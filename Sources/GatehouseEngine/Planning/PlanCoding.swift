import Foundation
package import GatehouseForms

/// Plans and requests as JSON documents.
package enum PlanCoding {
    package static func document(of value: some Encodable) -> JSONValue {
        let encoder = JSONEncoder()
        guard let data = try? encoder.encode(value), let document = try? JSONValue(bytes: data) else { return .null }
        return document
    }

    /// Reads a saved plan; what is wrong is said with its place.
    package static func plan(from text: String, named file: String) throws(EngineError) -> Plan {
        let envelope: JSONValue
        do { envelope = try JSONValue(text: text) } catch {
            throw EngineError(.invalid, "\(file): not a plan: \(error)")
        }
        guard let document = envelope["plan"], let digest = envelope["digest"]?.string else {
            throw EngineError(.invalid, "\(file): not a plan: it has no 'plan' and 'digest'; save one with --out")
        }
        let plan: Plan
        do {
            plan = try JSONDecoder().decode(Plan.self, from: Data(document.canonicalText.utf8))
        } catch {
            throw EngineError(.invalid, "\(file): not a plan of this version; make it again with --out")
        }
        guard plan.contentDigest == digest else {
            throw EngineError(.invalid, "\(file): the plan was changed after it was saved; make it again with --out")
        }
        return plan
    }

    /// The text of a plan file.
    package static func text(of plan: Plan) -> String {
        JSONValue.members(["plan": document(of: plan), "digest": .string(plan.contentDigest)]).prettyText + "\n"
    }
}

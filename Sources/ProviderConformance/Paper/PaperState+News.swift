import Foundation
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor on paper tells beyond its records: results, and webhooks translated into hints.
extension PaperState {
    func results(of supply: String?, _ cursor: String?) throws(PaperProblem) -> JSONValue {
        guard descriptor.traits.givesResults else {
            throw PaperProblem(405, "not_supported", "This vendor gives no results by its interface.")
        }
        let own = items.filter { $0.phase == .completed && (supply == nil || supplies[$0.supply].id == supply) }
        guard let start = Int(cursor ?? "0"), (0...own.count).contains(start) else {
            throw PaperProblem(400, "unusable_request", "The cursor is not one of ours.")
        }
        let end = min(own.count, start + page)
        return [
            "results": .array(own[start..<end].map(result)),
            "next_cursor": end < own.count ? .string(String(end)) : .null,
        ]
    }

    private func result(_ item: PaperItem) -> JSONValue {
        let assessments = supplies[item.supply].kind.assessments
        return .members([
            "reference": .string(item.reference), "id": .string(item.id), "supply": .string(supplies[item.supply].id),
            "address": item.address.map(JSONValue.string), "assessment": .string(assessments.first ?? "paper"),
            "completed_at": .string(now.description), "scores": ["points": .integer(Int64(item.code.utf8.count))],
            "report_link": .string("https://paper.example.org/report/\(item.id)"),
        ])
    }

    /// As it leaves: about one reference, signed with the token, now.
    func webhook(about reference: String, by token: Secret) -> Webhook {
        let body = Array((["reference": .string(reference)] as JSONValue).canonicalText.utf8)
        let time = now.description
        return Webhook(
            headers: [
                (name: PaperSignature.timeHeader, value: time),
                (name: PaperSignature.header, value: PaperSignature.of(body, at: time, by: token)),
            ], body: body, receivedAt: now)
    }

    func hints(_ envelope: JSONValue, token: Secret) throws(PaperProblem) -> JSONValue {
        guard descriptor.traits.sendsWebhooks else {
            throw PaperProblem(405, "not_supported", "This vendor sends no webhooks.")
        }
        guard let body = envelope["body_base64"]?.string.flatMap({ Data(base64Encoded: $0) }).map(Array.init),
            let received = envelope["received_at"]?.string.flatMap({ Instant($0) })
        else { throw PaperProblem(400, "unusable_request", "It is no webhook in its envelope.") }
        func header(_ name: String) -> String {
            envelope["headers"]?.array?.first { $0["name"]?.string == name }?["value"]?.string ?? ""
        }
        let time = header(PaperSignature.timeHeader)
        let isOwn = header(PaperSignature.header) == PaperSignature.of(body, at: time, by: token)
        guard isOwn, let sent = Instant(time), received.since(sent) < .seconds(300) else {
            throw PaperProblem(403, "not_the_vendors", "This is not signed by the vendor, or too old.")
        }
        guard let reference = (try? JSONValue(bytes: body))?["reference"]?.string else { return ["hints": []] }
        return ["hints": [["reference": .string(reference)]]]
    }
}

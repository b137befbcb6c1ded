import Foundation
import GatehouseForms
package import GatehouseModel
package import GatehouseProviderKit

/// A bench by HTTP: the control pages of contracts/sandbox-control.md, of the bundled sandbox or of a vendor that has them too.
package struct ControlBench: Bench {
    private let link: any VendorLink
    /// Before the names of pages that belong to one vendor, such as `code-bundles/`; empty where there is only one.
    private let vendor: String

    /// - Parameter link: to the address below which the pages lie.
    package init(_ link: any VendorLink, vendor: String = "") {
        self.link = link
        self.vendor = vendor.isEmpty ? "" : vendor + "/"
    }

    /// The control pages behind a link, for the vendor of this provider; nil where none answer.
    package init?(found link: any VendorLink, for provider: String) {
        let alone = ControlBench(link)
        guard (try? alone.clearFaults()) != nil else { return nil }
        let index = try? alone.ask("")
        self = index?["seed"] == nil ? alone : ControlBench(link, vendor: provider)
    }

    /// Puts supplies of every kind into the vendor's account, so that there is something to hand out.
    package func furnish() throws { try ask(vendor + "furnish") }

    package func move(_ reference: String, to stage: Stage) throws {
        try ask("move", ["person": .string(reference), "to": .string(stage.word)])
    }

    package func advance(by seconds: Int64) throws { try ask("advance", ["seconds": .integer(seconds)]) }

    package func ask(for fault: VendorFault, of operation: String) throws {
        try ask("faults", ["operation": .string(operation), "kind": .string(fault.rawValue)])
    }

    package func webhook(about reference: String) throws -> Webhook {
        let sent = try ask("webhook", ["reference": .string(reference)])
        guard let headers = sent["headers"]?.object, let time = sent["sent_at"]?.string.flatMap({ Instant($0) }),
            let body = sent["body_base64"]?.string.flatMap({ Data(base64Encoded: $0) })
        else { throw BenchFailure("the page webhook answers no headers, body_base64 and sent_at") }
        return Webhook(
            headers: headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.string ?? "") },
            body: Array(body), receivedAt: time)
    }

    package func clearFaults() throws { try ask("faults/clear") }

    package func mails(to address: String) throws -> Int { try outbox(of: address).count }

    package func letters(to address: String) throws -> [String] {
        try outbox(of: address).map { mail in
            guard let text = mail["text"]?.string else {
                throw BenchFailure("the page outbox shows no text of a mail", isAbsent: true)
            }
            return text
        }
    }

    private func outbox(of address: String) throws -> [JSONValue] {
        guard let mails = try ask("outbox").array else { throw BenchFailure("the page outbox answers no list") }
        return mails.filter { $0["to"]?.string?.lowercased() == address.lowercased() }
    }

    package func setPage(of records: Int?) throws {
        try ask("page", ["records": records.map { .integer(Int64($0)) } ?? .null])
    }

    package func files() throws -> [PortalFile] {
        guard let files = try ask(vendor + "files")["files"]?.array else {
            throw BenchFailure("the page files answers no list of files")
        }
        return files.compactMap { file in
            guard let format = file["format"]?.string, let text = file["text"]?.string else { return nil }
            return PortalFile(format: format, text: text)
        }
    }

    package func setFree(_ units: Int64, of supply: String) throws {
        try ask(vendor + "stock", ["supply": .string(supply), "free": .integer(units)])
    }

    @discardableResult
    private func ask(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        let request = VendorRequest(
            .post, "/" + page, headers: [(name: "Content-Type", value: "application/json")],
            body: Array(input.canonicalText.utf8), deadline: .seconds(60))
        let response: VendorResponse
        do throws(LinkFailure) { response = try link.send(request) } catch {
            throw BenchFailure("the control page \(page) does not answer: \(error.detail)")
        }
        guard response.status == 200 else {
            throw BenchFailure(
                "the vendor has no control page \(page) for this (HTTP \(response.status))",
                isAbsent: [404, 405, 501].contains(response.status))
        }
        guard let answer = try? JSONValue(bytes: response.body) else {
            throw BenchFailure("the control page \(page) answers no JSON")
        }
        return answer
    }
}

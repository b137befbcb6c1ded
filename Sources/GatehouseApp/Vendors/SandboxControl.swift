import Foundation
import GatehouseEngine
package import GatehouseForms
package import GatehouseLedger
import GatehouseProviderKit

/// The control pages of a sandbox that runs on this machine: its clock, its people, its faults, its vendors' own pages.
package struct SandboxControl: Sendable {
    package let address: String
    private let link: any VendorLink

    /// Refused where nobody answers there, or somebody who is no sandbox.
    package init(address: String, links: VendorLinks) throws {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        guard SandboxControl.isLocal(self.address) else {
            throw EngineError(
                .refused,
                "\(self.address) is not on this machine: only a sandbox is controlled, and a sandbox runs here")
        }
        do { link = try links.local(address: self.address) } catch { throw EngineError(.invalid, error.detail) }
        guard try ask("")["seed"] != nil else { throw EngineError(.refused, "\(self.address) is no sandbox") }
    }

    /// Asks a page below `/control/`; says no as the sandbox does.
    package func ask(_ page: String, _ input: JSONValue = [:]) throws -> JSONValue {
        let body = input.object?.isEmpty ?? true ? nil : Array(input.canonicalText.utf8)
        let response: VendorResponse
        do throws(LinkFailure) {
            response = try link.send(VendorRequest(.post, "/control/" + page, body: body, deadline: .seconds(300)))
        } catch {
            throw EngineError(
                .unavailable,
                "no sandbox answers at \(address): start it with 'gatehouse sandbox serve' (\(error.detail))")
        }
        guard let answer = try? JSONValue(bytes: response.body) else {
            throw EngineError(.refused, "\(address) is no sandbox")
        }
        guard response.status == 200 else {
            let message = answer["title"]?.string ?? "the sandbox refused"
            throw EngineError(
                response.status == 404 ? .notFound : response.status == 409 ? .conflict : .refused, message)
        }
        return answer
    }

    /// Where the sandboxes of these connections are: those in api mode whose address is on this machine.
    package static func addresses(of connections: [Connection]) -> [String] {
        var found: [String] = []
        for connection in connections where connection.mode == Mode.api.rawValue && !connection.isRemoved {
            guard let url = connection.settings["base_url"]?.string.flatMap({ URLComponents(string: $0) }),
                let host = url.host, let port = url.port
            else { continue }
            let address = "\(url.scheme ?? "http")://\(host):\(port)"
            if isLocal(address), !found.contains(address) { found.append(address) }
        }
        return found
    }

    static func isLocal(_ address: String) -> Bool {
        guard let host = URLComponents(string: address)?.host else { return false }
        return ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
    }
}

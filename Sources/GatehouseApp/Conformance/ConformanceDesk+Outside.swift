import Foundation
package import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
package import ProviderConformance
import RemoteProvider

// A provider that is only an address: it is read as when a connection to it is added, and then judged like any other.

extension ConformanceDesk {
    /// Whoever speaks the contract at an address.
    ///
    /// Where the description cannot be used, `contract.describe` fails with what is wrong in it, and all else is skipped.
    /// - Throws: `unavailable` where nobody answers, `not_allowed` where the address or the token is refused.
    package func judge(
        outside address: String, _ wish: Wish, spending: Spending, telling: (CaseReport) -> Void
    ) throws -> ConformanceReport {
        defer { links.shutdown() }
        let way = try link(to: address, wish.secrets["token"], [], wish)
        let context = Context(mode: .api, settings: [:], secrets: wish.secrets, link: way, now: VendorClock.now)
        let told: Descriptor
        do throws(ProviderError) { told = try ContractClient(context).describe() } catch {
            let cause = EngineError(error)
            if [.unavailable, .notAllowed].contains(cause.code) { throw cause }
            return undescribed(address, wish, error.description)
        }
        var wish = wish
        wish.golden = try wish.golden.map { golden in
            do throws(FormProblems) { return try RemoteProvider(json: golden).descriptor.json } catch {
                throw EngineError(.invalid, "the golden descriptor is none", problems: error.problems)
            }
        }
        return try judge(RemoteProvider(told), at: address, wish, isOutside: true, spending, telling)
    }

    private func undescribed(_ address: String, _ wish: Wish, _ reason: String) -> ConformanceReport {
        let cases = Conformance.cases.filter { wish.chooses($0.id) }.map { item in
            item.id == "contract.describe"
                ? CaseReport(id: item.id, result: .failed, reason: reason)
                : CaseReport(
                    id: item.id, result: .skipped,
                    reason: "the provider's description of itself cannot be used: contract.describe says why")
        }
        return ConformanceReport(provider: address, level: wish.level ?? .core, cases: cases)
    }

    /// The way to an address that may be called.
    func link(
        to address: String, _ token: Secret?, _ hosts: [String], _ wish: Wish
    ) throws(EngineError) -> any VendorLink {
        do throws(LinkFailure) {
            return try links.link(
                to: address, token: token, outboundHosts: hosts, allowPrivate: wish.allows(address))
        } catch {
            let reason = error.detail.replacing(
                "allow_private permits that", with: "--allow-private permits that"
            ).replacing("use https", with: "use https, or --allow-private in a private network")
            throw EngineError(.notAllowed, reason)
        }
    }

    /// The vendor's control pages, with supplies put into its account where it can do that; nil where there are none.
    func control(of address: String, _ provider: String, _ wish: Wish) throws -> ControlBench? {
        guard let place = wish.control ?? ConformanceDesk.ownControl(of: address) else { return nil }
        guard let way = try? links.local(address: place), let bench = ControlBench(found: way, for: provider) else {
            guard wish.control != nil else { return nil }
            throw EngineError(
                .unavailable,
                "no control pages answer at \(place): leave --control out, and the cases that need them are skipped")
        }
        if wish.supplies.isEmpty { try? bench.furnish() }
        return bench
    }

    /// `/control` of an address on this machine.
    private static func ownControl(of address: String) -> String? {
        guard SandboxControl.isLocal(address), var url = URLComponents(string: address) else { return nil }
        url.path = "/control"
        return url.string
    }
}

extension ConformanceDesk.Wish {
    func chooses(_ id: String) -> Bool { only.isEmpty || only.contains { id.hasPrefix($0) } }

    /// This machine may be called, and a private network where that was said.
    func allows(_ address: String) -> Bool {
        let isSaid = [JSONValue.bool(true), "true"].contains(settings["allow_private"] ?? .null)
        return allowsPrivate || isSaid || SandboxControl.isLocal(address)
    }
}

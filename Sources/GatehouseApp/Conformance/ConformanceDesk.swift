import Foundation
package import GatehouseEngine
package import GatehouseForms
import GatehouseLink
package import GatehouseModel
import GatehouseProviderKit
package import ProviderConformance

/// Judges a provider by the conformance suite, with whatever vendor belongs to it.
///
/// A built-in one meets the bundled sandbox over HTTP, in a folder that is gone afterwards; one without a vendor there meets a
/// vendor on paper that is shaped after its descriptor; and with an address it meets the vendor that answers there. A provider
/// outside is judged where it stands.
package struct ConformanceDesk: Sendable {
    /// What may be said beside whom to judge.
    package struct Wish: Sendable {
        package var level: Level?
        /// Only cases whose ids begin with one of these; empty judges all.
        package var only: [String] = []
        /// Where the vendor answers; nil uses the one that belongs to the provider.
        package var address: String?
        package var settings: [String: JSONValue] = [:]
        package var secrets: [String: Secret] = [:]
        /// Only these supplies are used, by the vendor's ids.
        package var supplies: [String] = []
        /// Where the vendor's control pages are; nil looks for them below `/control` of an address on this machine.
        package var control: String?
        package var allowsPrivate = false
        package var golden: JSONValue?

        package init() {}
    }

    /// Is told what a judging will take from a vendor without control pages, nil where that cannot be foretold, before
    /// anything is taken; throws where somebody says no.
    package typealias Spending = ([Appetite]?) throws -> Void

    let links = VendorLinks()
    private let run: String

    /// - Parameter run: a word that no run at this vendor had before, of letters and figures.
    package init(run: String) { self.run = run }

    /// A provider of this list, by its id.
    package func judge(
        _ id: String, among providers: ProviderCatalogue, _ wish: Wish, spending: Spending,
        telling: (CaseReport) -> Void
    ) throws -> ConformanceReport {
        defer { links.shutdown() }
        let provider = try providers.provider(id)
        if let address = wish.address { return try judge(provider, at: address, wish, spending, telling) }
        return try withSandbox(for: id) { host in
            guard let host, let vendor = host.vendors.first(where: { $0.provider == id }) else {
                let paper = PaperVendor(provider.descriptor, start: VendorClock.now)
                return try report(
                    on: try fitted(paper.subject(provider, settings: settings(provider, wish, [:])), wish), wish,
                    telling)
            }
            var wish = wish
            wish.secrets = ["token": vendor.token].merging(wish.secrets) { _, asked in asked }
            wish.allowsPrivate = true
            let bench = ControlBench(try links.local(address: host.address + "/control"), vendor: id)
            try bench.furnish()
            return try judge(provider, at: vendor.baseURL, wish, bench: bench, spending, telling)
        }
    }

    /// - Parameter isOutside: the provider itself answers at the address.
    func judge(
        _ provider: any Provider, at address: String, _ wish: Wish, isOutside: Bool = false,
        bench: ControlBench? = nil, _ spending: Spending, _ telling: (CaseReport) -> Void
    ) throws -> ConformanceReport {
        let isPrivate = wish.allows(address)
        let settings = try settings(
            provider, wish, ["base_url": .string(address), "allow_private": .bool(isPrivate)])
        let hosts = isOutside ? [] : provider.descriptor.traits.outboundHosts
        let token = wish.secrets["token"]
        var subject = Subject(
            name: isOutside ? address : provider.descriptor.id, provider: provider,
            link: try link(to: address, token, hosts, wish),
            strangersLink: token == nil ? nil : try link(to: address, Secret("token-of-a-stranger"), hosts, wish),
            settings: settings, secrets: wish.secrets,
            bench: try bench ?? control(of: address, provider.descriptor.id, wish), clock: { VendorClock.now })
        subject.isOutside = isOutside
        subject = fitted(subject, wish)
        let suite = try suite(on: subject, wish)
        try refuseUnknownSupplies(of: subject)
        if subject.bench == nil { try foretell(suite, subject, spending) }
        return suite.report(telling: telling)
    }

    /// A supply that was asked for and that the vendor does not show is a slip of the pen, not a fault of the provider. Where
    /// the vendor cannot be asked the cases say so.
    private func refuseUnknownSupplies(of subject: Subject) throws {
        guard let wanted = subject.supplies else { return }
        let context = Context(
            mode: .api, settings: subject.settings, secrets: subject.secrets, link: subject.link, now: subject.clock())
        guard let shown = try? subject.provider.supplies(context).map(\.vendorID) else { return }
        guard let unknown = wanted.sorted().first(where: { !shown.contains($0) }) else { return }
        throw EngineError.unknown("supply of this vendor", unknown, among: shown)
    }

    /// Says beforehand what will be taken; nothing is said where nothing is.
    private func foretell(_ suite: Conformance, _ subject: Subject, _ spending: Spending) throws {
        let context = Context(
            mode: .api, settings: subject.settings, secrets: subject.secrets, link: subject.link, now: subject.clock())
        let supplies: [SupplyReport]
        do { supplies = try subject.provider.supplies(context) } catch {
            let told = EngineError(error)
            if [.unavailable, .notAllowed].contains(told.code) { throw told }
            return try spending(nil)
        }
        let appetite = suite.appetite(showing: supplies)
        if !appetite.isEmpty { try spending(appetite) }
    }

    private func fitted(_ subject: Subject, _ wish: Wish) -> Subject {
        var subject = subject
        subject.golden = wish.golden
        if !wish.supplies.isEmpty { subject.supplies = Set(wish.supplies) }
        return subject
    }

    private func report(
        on subject: Subject, _ wish: Wish, _ telling: (CaseReport) -> Void
    ) throws -> ConformanceReport {
        try suite(on: subject, wish).report(telling: telling)
    }

    private func suite(on subject: Subject, _ wish: Wish) throws -> Conformance {
        let unknown = wish.only.first { prefix in !Conformance.cases.contains { $0.id.hasPrefix(prefix) } }
        if let unknown {
            let groups = Set(Conformance.cases.compactMap { $0.id.split(separator: ".").first.map(String.init) })
            throw EngineError(
                .notFound,
                "no case begins with '\(unknown)': there are \(groups.sorted().joined(separator: "., "))., and docs/conformance.md lists each"
            )
        }
        return Conformance(of: subject, level: wish.level, run: run) { wish.chooses($0.id) }
    }

    /// The settings that were asked for, on those that the way itself needs, checked by the provider's form.
    private func settings(
        _ provider: any Provider, _ wish: Wish, _ own: [String: JSONValue]
    ) throws(EngineError) -> [String: JSONValue] {
        let form = provider.descriptor.settings
        if let other = wish.secrets.keys.sorted().first(where: { $0 != "token" && form[$0] == nil }) {
            throw EngineError.unknown("secret setting of \(provider.descriptor.name)", other, among: form.secretFields)
        }
        let given = own.filter { form[$0.key] != nil }.merging(wish.settings) { _, asked in asked }
        let secrets = wish.secrets.mapValues { JSONValue.string($0.reveal()) }.filter { form[$0.key] != nil }
        do throws(FormProblems) {
            let hidden = Set(form.secretFields)
            return try form.checked(.object(given.merging(secrets) { _, secret in secret })).filter {
                !hidden.contains($0.key)
            }
        } catch { throw EngineError(.invalid, "the settings do not fit", problems: error.problems) }
    }

    /// A sandbox of its own where one plays this provider's vendor, else none.
    private func withSandbox<T>(for id: String, _ body: (SandboxHost?) throws -> T) throws -> T {
        guard SandboxHost.plays(id) else { return try body(nil) }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "gatehouse-conformance-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let host = try SandboxHost.start(folder: folder.path, seed: 1)
        defer { host.stop() }
        return try body(host)
    }
}

/// Today, for vendors without a clock of their own.
enum VendorClock {
    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What one case works with: the subject, fresh people and keys, and words for what must be so.
struct Trial {
    let run: Run
    /// Nil where there is no vendor to speak with.
    let link: WatchedLink?
    let said = LastWord()

    init(_ run: Run) {
        self.run = run
        link = run.subject.link.map { WatchedLink($0) }
    }

    var provider: any Provider { run.subject.provider }
    var descriptor: Descriptor { provider.descriptor }

    // MARK: judging

    /// What was seen instead is the reason of a failure.
    func expect(_ isSo: Bool, _ reason: @autoclosure () -> String) throws {
        if !isSo { throw Judged.failed(reason()) }
    }

    func need<T>(_ value: T?, _ reason: @autoclosure () -> String) throws -> T {
        guard let value else { throw Judged.failed(reason()) }
        return value
    }

    /// The provider's error, where there was one; whatever else is thrown goes on.
    func error(of act: () throws -> Void) throws -> ProviderError? {
        do { try act() } catch let error as ProviderError {
            said.hear(error)
            return error
        }
        return nil
    }

    func skip(_ reason: String) -> Judged { .skipped(reason) }

    /// For cases over many things: those that are not so are named together.
    func expectNone(_ wrong: [String], _ reason: String) throws {
        try expect(wrong.isEmpty, "\(reason): \(wrong.prefix(5).joined(separator: "; "))\(wrong.count > 5 ? " …" : "")")
    }

    // MARK: contexts

    /// In api mode, over the watched link.
    func api(link other: (any VendorLink)? = nil, now: Instant? = nil) throws -> Context {
        guard descriptor.modes.contains(.api) else { throw skip("the provider has no api mode") }
        guard let link = other ?? self.link else { throw skip("there is no vendor to speak with") }
        return Context(
            mode: .api, settings: run.subject.settings, secrets: run.subject.secrets, link: link,
            now: now ?? run.subject.clock())
    }

    /// In portal mode, with the settings' defaults; `link` is a trap that nobody may call. A provider outside is called itself.
    func portal(link trap: (any VendorLink)? = nil) throws -> Context {
        guard descriptor.modes.contains(.portal) else { throw skip("the provider has no portal mode") }
        var settings: [String: JSONValue] = [:]
        for field in descriptor.settings.fields { settings[field.name] = field.fallback }
        let way: (any VendorLink)? = run.subject.isOutside ? link : trap
        return Context(mode: .portal, settings: settings, link: way, now: run.subject.clock())
    }

    func bench() throws -> any Bench {
        guard let bench = run.subject.bench else { throw skip("the vendor has no control pages") }
        return bench
    }

    func watched() throws -> WatchedLink {
        guard let link else { throw skip("there is no vendor to speak with") }
        return link
    }

    // MARK: fresh things

    func key() -> String { "key-\(run.name)-\(run.next())" }

    /// Somebody whom no vendor has met.
    func person(_ note: String = "") -> OrderItem {
        let number = run.next()
        let recipient = Recipient(
            address: TestMark.address("\(number)", run: run.name, note: note), name: "Conformance \(number)",
            language: "en")
        return OrderItem(reference: reference("\(number)"), recipient: recipient)
    }

    func people(_ count: Int) -> [OrderItem] { (0..<count).map { _ in person() } }

    func slot() -> OrderItem { OrderItem(reference: reference("\(run.next())"), recipient: nil) }

    /// One that every ledger knows for a test's.
    func reference(_ part: String) -> String { TestMark.reference(part, run: run.name) }
}

import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseProviderKit
import ProviderConformance

struct ProviderTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Judge a provider by the conformance suite.",
        discussion: """
            A built-in provider meets the bundled vendor sandbox; a new module meets a vendor on paper, shaped after its
            descriptor. With --url it meets the vendor that answers there. A provider outside is judged by its address alone:
            gatehouse provider test https://… --secret token=FILE
            Use a test account: the suite issues, sends and takes back under addresses of its own (…@example.org). Before units
            of a vendor without control pages are used up, it says how many of which supply, and asks.
            Exit code 0 where nothing failed, 1 where something did, 6 where nobody answers.
            """)
    @Argument(help: "An installed provider's id, or the address of one that stands outside.") var target: String
    @Option(help: "core: the contract alone; full: with the vendor's control pages.") var level: Level?
    @Option(help: ArgumentHelp("Only cases that begin with this; repeat for more.", valueName: "case")) var only:
        [String] = []
    @Option(help: ArgumentHelp("Where the vendor answers.", valueName: "address")) var url: String?
    @Option(
        help: ArgumentHelp(
            "Where the vendor's control pages are, for the level full; looked for on this machine where not given.",
            valueName: "address"))
    var control: String?
    @Option(help: ArgumentHelp("Use this supply only, by the vendor's id; repeat for more.", valueName: "id"))
    var supply: [String] = []
    @Option(
        help: ArgumentHelp(
            "The descriptor that was promised; the checkout's contracts/golden/ID.json where it is in or built from one.",
            valueName: "file"))
    var golden: String?
    @Flag(help: "The address may lie in a private network; this machine always may.") var allowPrivate = false
    @OptionGroup var ask: AskOptions
    @OptionGroup var form: FormInput
    @OptionGroup var secrets: SecretInput
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let unknown = only.first(where: { prefix in !Conformance.cases.contains { $0.id.hasPrefix(prefix) } }) {
            let groups = Set(Conformance.cases.compactMap { $0.id.split(separator: ".").first.map(String.init) })
            throw ValidationError(
                "No case begins with '\(unknown)': there are \(groups.sorted().joined(separator: "., "))., and docs/conformance.md lists each."
            )
        }
        for address in [isOutside ? target : nil, url, control].compactMap({ $0 }) {
            if let reason = ProviderTest.fault(in: address) {
                throw ValidationError(
                    "'\(address)' is no address to judge at: \(reason). Write it like https://vendor.example.org/provider/v1."
                )
            }
        }
        if isOutside, url != nil { throw ValidationError("The address was given already: leave --url out.") }
    }

    /// An id has neither colon nor slash.
    private var isOutside: Bool { target.contains { ":/".contains($0) } }

    private static func fault(in address: String) -> String? {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased() else {
            return "it has no https:// at its beginning"
        }
        guard ["http", "https"].contains(scheme) else { return "only https is called, or http on this machine" }
        guard let host = parts.host, !host.isEmpty else { return "it names no host" }
        guard parts.user == nil, parts.password == nil else { return "it holds a user name; give it with --secret" }
        return parts.query == nil && parts.fragment == nil ? nil : "it holds a query or a fragment"
    }

    func run() throws {
        var wish = ConformanceDesk.Wish()
        (wish.level, wish.only, wish.address, wish.supplies) = (level, only, url, supply)
        (wish.settings, wish.secrets) = (try form.values(), try secrets.values())
        (wish.control, wish.allowsPrivate) = (control, allowPrivate)
        wish.golden = try promised()
        let printer = global.printer
        let progress = CaseProgress(isShown: !printer.quiet && Terminal.isTerminal(STDERR_FILENO))
        let desk = ConformanceDesk(run: ProviderTest.freshName())
        let report =
            isOutside
            ? try desk.judge(outside: target, wish, spending: agree, telling: progress.advance)
            : try desk.judge(target, among: builtInProviders, wish, spending: agree, telling: progress.advance)
        progress.end()
        printer.show(report.json) { ReportWords(report: report, showsAll: printer.format == .wide).text }
        if !report.isPassed { throw Exit.Now(code: .failed) }
    }

    /// Units of a vendor that may be a real one are used up only with a yes.
    private func agree(to appetite: [Appetite]?) throws {
        let printer = global.printer
        let taken = (appetite ?? []).map { part in
            let left = part.free.map { ", which has \($0)" } ?? ""
            return "  - about \(part.units) units of \(part.supply.name) (\(part.supply.vendorID))\(left)"
        }
        let words =
            appetite == nil
            ? ["  - units of any supply: it does not show them, so that nothing can be foretold"] : taken
        printer.say(
            """
            The vendor has no control pages here, so this may be a real account. The suite takes for its time
            \(words.joined(separator: "\n"))
            for people at example.org who do not exist, has some of them mailed, and takes back at the end what the vendor lets it.
            Only one supply is used with --supply ID.
            """)
        if ask.dryRun {
            printer.say("Nothing was done.")
            throw Exit.Now(code: .done)
        }
        try Asking(yes: ask.yes, noInput: global.noInput, printer: printer).confirm("Go on?")
    }

    /// The golden descriptor: the file that was named, else the one of this checkout.
    private func promised() throws -> JSONValue? {
        if golden == nil, isOutside { return nil }
        guard let path = golden ?? GoldenDescriptor.place(of: target) else {
            global.printer.say(
                "descriptor.golden is skipped: neither this folder nor the program stands in a checkout that keeps contracts/golden/\(target).json; give it with --golden FILE."
            )
            return nil
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw EngineError(.notFound, "\(path): cannot be read")
        }
        do throws(JSONProblem) { return try JSONValue(bytes: data) } catch {
            throw EngineError(.invalid, "\(path): \(error)")
        }
    }

    /// Vendors remember keys and references: no two runs share any.
    private static func freshName() -> String {
        let time = UInt64(Date().timeIntervalSince1970 * 1000)
        return String(time, radix: 36) + String(UInt32.random(in: 0...9999), radix: 36)
    }
}

extension Level: ExpressibleByArgument {}

/// Which case is judged now, on a terminal.
final class CaseProgress {
    private let isShown: Bool
    private var count = 0

    init(isShown: Bool) { self.isShown = isShown }

    func advance(_ report: CaseReport) {
        count += 1
        guard isShown else { return }
        Terminal.write("\r\u{1B}[K\(count) of \(Conformance.cases.count): \(report.id)", to: STDERR_FILENO)
    }

    func end() { if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) } }
}

/// A report for reading: what failed and what was skipped with its reason; in the wide form what passed as well.
struct ReportWords {
    let report: ConformanceReport
    let showsAll: Bool

    var text: String {
        let claims = Dictionary(uniqueKeysWithValues: Conformance.cases.map { ($0.id, $0.claim) })
        var lines = ["\(report.provider), level \(report.level.rawValue)"]
        for item in report.cases {
            switch item.result {
            case .failed:
                lines += [
                    "  failed   \(item.id)", "           \(claims[item.id] ?? "")", "           seen: \(item.reason)",
                ]
            case .skipped: lines.append("  skipped  \(item.id): \(item.reason)")
            case .passed: if showsAll { lines.append("  passed   \(item.id)") }
            }
        }
        let counts = [CaseReport.Result.passed, .failed, .skipped].map { "\(report.ids($0).count) \($0.rawValue)" }
        return (lines + [counts.joined(separator: ", ")]).joined(separator: "\n") + "\n"
    }
}

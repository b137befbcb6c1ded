import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Who did what to whose credential, and when; nothing in it can be changed unnoticed.",
        subcommands: [AuditList.self, AuditVerify.self])
}

struct AuditList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The entries, oldest first.")
    @Option(help: ArgumentHelp("Go on behind this entry.", valueName: "number")) var after: Int64 = 0
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let found = try application.ledger.read { try $0.audit(after: after, limit: limit + 1) }
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last.map { String($0.sequence) } : nil
        try global.printer.list(
            page,
            columns: [
                .init("NUMBER") { "\($0.sequence)" }, .init("AT") { "\($0.at)" }, .init("WHO") { $0.actor },
                .init("ACT") { $0.act },
                .init("OBJECT") { $0.object }, .init("DETAILS", wide: true) { $0.details.canonicalText },
                .init("HASH", wide: true) { $0.hash },
            ], nextCursor: next, document: \.document)
        if let next { global.printer.say("More: --after \(next)") }
    }
}

struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Walk the whole chain; the first entry that is not what was written is named.")
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let walk = try application.ledger.read { try ChainWalk($0) }
        global.printer.show(walk.document) { walk.words + "\n" }
        if !walk.isIntact { throw Exit.Now(code: .failed) }
    }
}

/// The audit's chain from its first entry to its last, or to where it breaks.
struct ChainWalk {
    private(set) var entries: Int64 = 0
    private(set) var last: AuditEntry?
    /// The first entry that does not follow the one before it.
    private(set) var broken: AuditEntry?
    /// How many were written behind the last one that is there.
    private(set) var missing: Int64 = 0
    var isIntact: Bool { broken == nil && missing == 0 }

    init(_ reader: any LedgerReader) throws {
        // Asked first: what is written meanwhile lies behind it.
        let end = try reader.auditEnd()
        while true {
            let page = try reader.audit(after: last?.sequence ?? 0, limit: 1000)
            for entry in page {
                guard entry.follows(last) else {
                    broken = entry
                    return
                }
                entries += 1
                last = entry
            }
            guard page.count == 1000 else { break }
        }
        missing = max(0, end.sequence - (last?.sequence ?? 0))
        if let last, last.sequence == end.sequence, last.hash != end.hash { broken = last }
    }

    /// Without the last entry's hash, which is for writing down elsewhere.
    var summary: String { isIntact ? "\(entries) entries, each as it was written" : words }

    var words: String {
        if missing > 0 {
            return
                "\(missing) \(missing == 1 ? "entry is" : "entries are") missing at the end: the last that is there is \(last?.sequence ?? 0), and \((last?.sequence ?? 0) + missing) were written. Compare with a backup."
        }
        guard let broken else { return summary + (last.map { "; the last is \($0.hash)" } ?? "") }
        return
            "entry \(broken.sequence) (\(broken.act) by \(broken.actor), \(broken.at)) is not what was written behind entry \(last?.sequence ?? 0): it, or one before it, was changed or removed. Compare with a backup."
    }

    var document: JSONValue {
        .members([
            "entries": .integer(entries), "intact": .bool(isIntact), "missing": .integer(missing),
            "last_hash": last.map { .string($0.hash) },
            "first_broken": broken.map { .integer($0.sequence) },
        ])
    }
}

extension AuditEntry {
    var document: JSONValue {
        .members([
            "sequence": .integer(sequence), "at": .string(at.description), "actor": .string(actor), "act": .string(act),
            "object": .string(object),
            "details": details, "previous": .string(previous), "hash": .string(hash),
        ])
    }
}

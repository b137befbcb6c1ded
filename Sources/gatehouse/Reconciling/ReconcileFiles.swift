import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

struct ReconcileFiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract: "Compare two spreadsheets, a ledger's and a vendor's, without a database.",
        discussion: """
            The ledger's file has the columns ref (where the vendor gives codes or keys), email and status (available, invited,
            registered, started, completed, retracted); the vendor's is its own status export. Both count as showing everything.
            Rows are brought together by the code, else by the address without case and plus-tag (--by-address: always by that; a
            file of codes without its column of codes is refused otherwise); each difference is one line of
            class,key,ledger_status,vendor_status,ledger_email,vendor_email. Further columns of either file stand behind them where
            --carry names them (or says all), headed ledger_… and vendor_…. An earlier list at --out is replaced once the new one is
            whole; any other file that is there already is left alone, and neither of the two is ever written.
            """)
    @Option(help: ArgumentHelp("Whose columns and words the vendor's file has.", valueName: "provider"))
    var provider: String
    @Option(help: ArgumentHelp("The ledger's file, CSV or XLSX.", valueName: "file")) var ledger: String
    @Option(help: ArgumentHelp("The vendor's file, CSV or XLSX.", valueName: "file")) var vendor: String
    @Option(help: ArgumentHelp("Where the differences are listed, as CSV.", valueName: "file")) var out: String?
    @Option(
        help: ArgumentHelp("Further columns to list with each difference: their headers, or all.", valueName: "columns")
    )
    var carry: String?
    @Flag(help: "Bring rows together by their addresses, whatever codes there are.") var byAddress = false
    @Flag(help: "Exit with 2 when there are differences.") var exitCode = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        var request = TwoFiles.Request(ledger: ledger, vendor: vendor, out: out)
        request.threads = min(8, ProcessInfo.processInfo.activeProcessorCount)
        request.byAddress = byAddress
        if let carry {
            let names = carry.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            request.carrying = names == ["all"] ? .all : .named(names.filter { !$0.isEmpty })
        }
        let descriptor = try builtInProviders.provider(provider).descriptor
        let report = try TwoFiles(descriptor, request).run()
        global.printer.show(report.document) { report.words(out: out) }
        report.tell { global.printer.say($0) }
        if report.setAsideTotal > 0 { throw Exit.Now(code: .partly) }
        if exitCode, !report.counts.isEmpty || !report.notCompared.isEmpty { throw Exit.Now(code: .changes) }
    }
}

extension TwoFiles.Report {
    fileprivate var setAsideTotal: Int64 { ledger.setAsideTotal + vendor.setAsideTotal }

    /// What differences there may be that could not be looked for.
    fileprivate var notCompared: [String] {
        terms.isWeak || (terms.key == .reference && !terms.comparesAddresses)
            ? [DiscrepancyClass.recipientMismatch.rawValue] : []
    }

    fileprivate var document: JSONValue {
        func counted(_ counts: [DiscrepancyClass: Int64]) -> JSONValue {
            .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, .integer($0.value)) }))
        }
        return .members([
            "rows": ["ledger": .integer(ledger.rows), "vendor": .integer(vendor.rows)],
            "key": .string(terms.key.rawValue), "counts": counted(counts),
            "not_compared": .array(notCompared.map(JSONValue.string)),
            "set_aside": .array((ledger.setAside + vendor.setAside).map(\.document)),
            "set_aside_total": .integer(setAsideTotal),
            "not_concluded": held.isEmpty ? nil : counted(held),
        ])
    }

    fileprivate func words(out: String?) -> String {
        var lines = ["\(ledger.name): \(ledger.rows) rows", "\(vendor.name): \(vendor.rows) rows"]
        let sorted = counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        lines += sorted.map { "  \($0.value) \($0.key.rawValue)" }
        if counts.isEmpty { lines.append("  no difference") }
        if let out { lines.append("Listed in \(out)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What was not certain, and what could not be read.
    fileprivate func tell(_ say: (String) -> Void) {
        for side in [ledger, vendor] {
            for doubt in side.doubts { say("\(side.name): \(doubt)") }
            if side.setAsideTotal > 0 { say("\(side.name): \(side.setAsideTotal) rows set aside") }
            for problem in side.setAside.prefix(10) { say("  \(problem.words)") }
            if side.setAsideTotal > 10 { say("  … and \(side.setAsideTotal - 10) more; -o json lists a thousand") }
        }
        if terms.key == .reference, !terms.comparesAddresses {
            say(
                "\(vendor.name) has no column of addresses: whether codes are used by others (recipient_mismatch) was not compared"
            )
        }
        if terms.isWeak {
            say(
                "\(vendor.name) has no column of keys: rows were brought together by address, and nothing is concluded of those that one file alone has; --by-address says that this is meant"
            )
        }
        for (kind, count) in held.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let side = kind == .missingAtVendor ? vendor : ledger
            guard side.isIncomplete else { continue }
            say("\(count) \(kind.rawValue) not concluded: not every row of \(side.name) could be read")
        }
    }
}

extension TableProblem {
    fileprivate var document: JSONValue {
        .members([
            "file": file.map { .string($0) }, "line": (line ?? row).map { .integer(Int64($0)) },
            "column": column.map { .string($0) }, "value": .string(value), "reason": .string(reason),
            "remedy": .string(remedy),
        ])
    }

    fileprivate var words: String {
        let place = (line.map { "line \($0)" } ?? row.map { "row \($0)" }) ?? "the file"
        let cell = column.map { "  \($0)\(value.isEmpty ? "" : " \"\(value)\"")" } ?? ""
        return "\(place)\(cell)  \(reason); \(remedy)"
    }
}

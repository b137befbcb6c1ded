import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Simulated vendors on this machine: run them, move their clock, make them fail.",
        subcommands: [
            SandboxServe.self, SandboxAdvance.self, SandboxComplete.self, SandboxFault.self, SandboxLedger.self,
            SandboxOutbox.self, SandboxPage.self,
            SandboxReset.self,
        ])
}

/// Which sandbox: the one that the workspace's connections lead to, or an address.
struct SandboxInput: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The sandbox's address; that of the connections where not given.", valueName: "http://127.0.0.1:PORT"))
    var address: String?
    @OptionGroup var global: GlobalOptions

    /// Asks one control page and prints its answer.
    func ask(_ page: String, _ input: JSONValue = [:], words: (JSONValue) -> String = { $0.prettyText + "\n" }) throws {
        if let address {
            let links = VendorLinks()
            defer { links.shutdown() }
            return try show(SandboxControl(address: address, links: links), page, input, words)
        }
        let application = try global.open(works: false)
        defer { application.close() }
        let found = SandboxControl.addresses(of: try application.ledger.read { try $0.connections() })
        guard let only = found.first else {
            throw EngineError(
                .notFound,
                "no connection leads to a sandbox: start one with 'gatehouse sandbox serve' and connect it, or give --address"
            )
        }
        guard found.count == 1 else {
            throw EngineError(
                .invalid,
                "the connections lead to several sandboxes (\(found.joined(separator: ", "))): say which with --address"
            )
        }
        try show(SandboxControl(address: only, links: application.links), page, input, words)
    }

    private func show(_ control: SandboxControl, _ page: String, _ input: JSONValue, _ words: (JSONValue) -> String)
        throws
    {
        let answer = try control.ask(page, input)
        global.printer.show(answer) { words(answer) }
    }
}

struct SandboxServe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the simulated vendors until they are stopped; they remember everything in their folder.")
    @Option(help: ArgumentHelp("Their memory; sandbox in the data folder where not given.", valueName: "folder"))
    var folder: String?
    @Option(help: "The port; the one they had before, else a free one.") var port: Int?
    @Option(help: "What people there do, and when: the same seed gives the same story.") var seed: UInt64 = 1
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let place = try folder ?? global.settings().dataFolder + "/sandbox"
        let stop = StopSignal()
        let host = try SandboxHost.start(folder: place, seed: seed, port: port)
        defer { host.stop() }
        let printer = global.printer
        printer.show(
            .members([
                "address": .string(host.address), "folder": .string(place),
                "vendors": .array(
                    host.vendors.map {
                        [
                            "provider": .string($0.provider), "base_url": .string($0.baseURL),
                            "token": .string($0.token.reveal()),
                        ]
                    }),
            ])
        ) {
            var lines = ["The sandbox answers at \(host.address); its memory is \(place). Connect to it with:"]
            for vendor in host.vendors {
                lines.append(
                    "  printf %s \(vendor.token.reveal()) | gatehouse connection add \(vendor.provider)-sandbox --provider \(vendor.provider) --mode api \\"
                )
                lines.append("    --set base_url=\(vendor.baseURL) --set allow_private=true --secret token=-")
            }
            return lines.joined(separator: "\n") + "\n"
        }
        while !stop.isAsked { stop.wait(.seconds(3600)) }
        printer.say("The sandbox has stopped.")
    }
}

struct SandboxAdvance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Let time pass at the vendors: people register, start, complete, or go silent.")
    @Argument(help: "How long: 7d, 12h, 30m.") var duration: String
    @OptionGroup var sandbox: SandboxInput

    func run() throws {
        _ = try SearchWords.duration(duration)
        try sandbox.ask("advance", ["duration": .string(duration)]) {
            "It is \($0["now"]?.string ?? "later") there now; the vendors sent \($0["mails_sent"]?.integer ?? 0) mails.\n"
        }
    }
}

struct SandboxComplete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Let one person finish, or come as far as --to says.")
    @Argument(help: "An address, a code or an invitation's id.") var person: String
    @Option(help: "registered, started or completed.") var to = "completed"
    @OptionGroup var sandbox: SandboxInput

    func run() throws {
        try sandbox.ask("move", ["person": .string(person), "to": .string(to)]) {
            "\($0["moved"]?.integer ?? 0) moved on.\n"
        }
    }
}

struct SandboxFault: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault", abstract: "Make coming calls fail; without a kind, show the faults that are asked for.",
        discussion:
            "Kinds: refuse, timeout-before, timeout-after, cut-before, cut-after, throttle, fail-before, fail-after, unavailable, duplicate, slow, partial-page, stale-snapshot, malformed, wrong-count, wrong-echo."
    )
    @Argument(help: "What goes wrong.") var kind: String?
    @Option(
        name: .customLong("at"),
        help: ArgumentHelp(
            "Which call: issue, distribute, retract, remind, status, snapshot, supplies, check, actions, hook; any where not given.",
            valueName: "call")) var operation: String?
    @Option(help: "From the n-th such call on.") var nth: Int64?
    @Option(help: "How many times.") var times: Int64?
    @Option(help: "Each time with this probability, from 0 to 1.") var probability: Double?
    @Option(help: "How long it is slow or silent, or asks to wait.") var seconds: Double?
    @Flag(help: "Forget all faults.") var clear = false
    @OptionGroup var sandbox: SandboxInput

    func run() throws {
        if clear { return try sandbox.ask("faults/clear") { _ in "No faults any more.\n" } }
        guard let kind else { return try sandbox.ask("faults") }
        try sandbox.ask(
            "faults",
            .members([
                "kind": .string(kind), "operation": operation.map { .string($0) }, "nth": nth.map { .integer($0) },
                "times": times.map { .integer($0) },
                "probability": probability.map { .number($0) }, "seconds": seconds.map { .number($0) },
            ])
        ) { "Fault \($0["fault"]?.integer ?? 0) is set.\n" }
    }
}

struct SandboxLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "What the simulated vendors know, by account.")
    @OptionGroup var sandbox: SandboxInput
    func run() throws { try sandbox.ask("ledger") }
}

struct SandboxOutbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "The mails that the simulated vendors sent.")
    @OptionGroup var sandbox: SandboxInput
    func run() throws { try sandbox.ask("outbox") }
}

struct SandboxPage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Work a vendor's own page, behind Gatehouse's back.",
        discussion: "A page is VENDOR/PAGE or VENDOR/actions/NAME; contracts/sandbox-control.md lists them.")
    @Argument(help: "The page.") var page: String
    @OptionGroup var form: FormInput
    @OptionGroup var sandbox: SandboxInput
    func run() throws { try sandbox.ask(page, .object(try form.values().mapValues(SandboxPage.plain))) }

    /// Here is no form to say what is a number.
    private static func plain(_ value: JSONValue) -> JSONValue {
        guard let text = value.string, let read = try? JSONValue(text: text),
            read.integer != nil || read.bool != nil || read.number != nil
        else { return value }
        return read
    }
}

struct SandboxReset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Let the simulated vendors forget everything and begin anew.")
    @OptionGroup var ask: AskOptions
    @OptionGroup var sandbox: SandboxInput

    func run() throws {
        let printer = sandbox.global.printer
        if ask.dryRun { return printer.say("The sandbox would forget everything.") }
        try Asking(yes: ask.yes, noInput: sandbox.global.noInput, printer: printer).confirm(
            "Let the sandbox forget everything?")
        try sandbox.ask("reset") { _ in "The sandbox begins anew.\n" }
    }
}

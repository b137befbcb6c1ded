import ArgumentParser
import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Our own mails, and what the mail system said of them.",
        subcommands: [MailOutbox.self, MailShow.self])
}

struct MailOutbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Mails by their state, in the order in which they were written.")
    @Option(
        help:
            "Only these: queued, sending, accepted, captured, refused, unknown, bounced or cancelled; repeat for more.")
    var state: [DeliveryState] = []
    @Option(help: "At most so many; 100 where not given, and all of them as csv or jsonl.") var limit: Int?
    @Option(help: ArgumentHelp("Go on behind this mail.", valueName: "dlv_…")) var cursor: String?
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let states = state.isEmpty ? DeliveryState.allCases : state
        let columns: [Printer.Column<Delivery>] = [
            .init("TO") { $0.address }, .init("KIND") { $0.kind }, .init("LANG") { $0.language },
            .init("SUBJECT") { $0.subject },
            .init("STATE") { $0.state.rawValue }, .init("TRIES") { "\($0.attempts)" }, .init("AT") { "\($0.at)" },
            .init("ID") { $0.id.text },
            .init("REPLY", wide: true) { $0.reply ?? "" }, .init("MESSAGE-ID", wide: true) { $0.messageID },
        ]
        try global.printer.list(after: cursor, limit: limit, columns: columns, document: \.document) { cursor, limit in
            let found = try application.ledger.read {
                try $0.deliveries(in: states, after: cursor.flatMap(DeliveryID.init), limit: limit + 1)
            }
            return Paging.Page(of: found, limit: limit) { $0.id.text }
        }
        if let folder = MailFiles.folder(application.settings) { global.printer.say("The mails lie in \(folder)") }
    }
}

struct MailShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One mail: what was said of it, and with --content exactly what was sent.",
        discussion: "A mail holds a code or a link: looking into one is written into the audit trail.")
    @Argument(help: ArgumentHelp("The mail.", valueName: "dlv_…")) var id: String
    @Flag(help: "The whole mail as it was written into the folder.") var content = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let delivery = try find(in: application)
        let path = MailFiles.path(of: delivery, application.settings)
        if content {
            guard let path else {
                throw EngineError(
                    .notFound, "\(id) lies in no folder here: it was sent to a mail server, or the folder was emptied")
            }
            try application.ledger.write {
                try $0.audit([
                    AuditNote(
                        at: application.world.clock.now, actor: global.actor, act: "mail.revealed",
                        object: delivery.id.text)
                ])
            }
            return global.printer.data(try TextFile.read(path))
        }
        var document = delivery.document.object ?? [:]
        document["file"] = path.map { .string($0) }
        global.printer.show(.object(document)) {
            """
            \(delivery.subject)
              to \(delivery.address), \(delivery.kind) in \(delivery.language)
              \(delivery.state.rawValue) after \(delivery.attempts) tries, \(delivery.at)
              the mail system said: \(delivery.reply ?? "nothing yet")
              Message-ID \(delivery.messageID)\(delivery.invitation.map { "\n  for \($0.text)" } ?? "")\(path.map { "\n  file \($0)" } ?? "")

            """
        }
    }

    private func find(in application: Application) throws -> Delivery {
        guard let wanted = DeliveryID(id) else {
            throw EngineError(.invalid, "'\(id.prefix(40))' is no mail's id: it begins with dlv_")
        }
        return try application.ledger.read { reader in
            var cursor: DeliveryID?
            while true {
                let page = try reader.deliveries(in: DeliveryState.allCases, after: cursor, limit: 1000)
                if let found = page.first(where: { $0.id == wanted }) { return found }
                guard page.count == 1000 else {
                    throw EngineError(.notFound, "there is no mail \(id): 'gatehouse mail outbox' shows them")
                }
                cursor = page.last?.id
            }
        }
    }
}

extension Delivery {
    var document: JSONValue {
        .members([
            "id": .string(id.text), "invitation": invitation.map { .string($0.text) }, "kind": .string(kind),
            "address": .string(address),
            "language": .string(language), "subject": .string(subject), "message_id": .string(messageID),
            "state": .string(state.rawValue),
            "attempts": .integer(Int64(attempts)), "reply": reply.map { .string($0) }, "at": .string(at.description),
        ])
    }
}

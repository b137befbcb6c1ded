import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Taking credentials out of a supply.
let issueCases: [ConformanceCase] = [
    ConformanceCase("issue.one-answer-each", "Each item gets one answer, in the order of the items.") { trial in
        for way in try trial.waysOfEachManner() {
            let items = trial.people(3)
            let answer = try trial.tryIssuing(trial.order(way, items)).get()
            let values = try trial.done(answer, 3, "issue \(way.id)")
            let order = values.map(\.echo.reference)
            let isInOrder = zip(order, items).allSatisfy { $0 == nil || $0 == $1.reference }
            try trial.expect(isInOrder, "\(way.id): the answers are not in the order of the items")
            values.enumerated().forEach { trial.run.keep(Holding(way, items[$0], $1)) }
        }
    },
    ConformanceCase("issue.echo", "What was done repeats our reference, and the address where one was given.") {
        trial in
        for way in try trial.waysOfEachManner() {
            for holding in try trial.issued(2, by: way) {
                let echo = holding.issued.echo
                try trial.expect(echo.reference == holding.item.reference, "\(way.id): the reference is not repeated")
                let isSame = echo.address?.lowercased() == holding.item.recipient?.address.lowercased()
                try trial.expect(isSame, "\(way.id): the address is not repeated as it was given")
            }
        }
    },
    ConformanceCase("issue.distinct", "No two people get the same credential.") { trial in
        let way = try trial.way(units: 4)
        let issued = try (trial.issued(2, by: way) + trial.issued(2, by: way)).map(\.issued)
        let codes = issued.compactMap(\.secret)
        let links = issued.compactMap(\.link)
        let ids = issued.compactMap(\.vendorID)
        try trial.expect(Set(codes).count == codes.count, "two people got the same code")
        try trial.expect(Set(links).count == links.count, "two people got the same link")
        try trial.expect(Set(ids).count == ids.count, "two credentials have the same id")
    },
    ConformanceCase(
        "issue.usable", "A credential is of the declared kind, and has a code, a link or an id to go on with."
    ) { trial in
        for way in try trial.waysOfEachManner() {
            let issued = try trial.issued(1, by: way)[0].issued
            if let kind = way.kind {
                try trial.expect(
                    issued.kind == kind.credential,
                    "\(way.id): \(issued.kind.rawValue) instead of \(kind.credential.rawValue)")
            }
            try trial.expect(
                issued.secret != nil || issued.link != nil || issued.vendorID != nil,
                "\(way.id): there is neither code nor link nor id to find it by")
            let isOpaque =
                issued.secret.map { !$0.reveal().isEmpty && !$0.reveal().contains(where: \.isWhitespace) } ?? true
            try trial.expect(isOpaque, "\(way.id): the code is empty or holds white space")
            let isAddress =
                issued.link.map { $0.reveal().hasPrefix("https://") || $0.reveal().hasPrefix("http://") } ?? true
            try trial.expect(isAddress, "\(way.id): the link is no web address")
            if way.channel == .link || way.channel == .ourMail {
                try trial.expect(issued.link != nil, "\(way.id): there is no link to pass on")
            }
        }
    },
    ConformanceCase(
        "issue.fresh", "What was just issued is alive: its word is known and no end, and its last day has not passed."
    ) { trial in
        let today = CalendarDate(containing: try trial.api().now)
        for way in try trial.waysOfEachManner() {
            let issued = try trial.issued(1, by: way)[0].issued
            if let expires = issued.expires {
                try trial.expect(expires >= today, "\(way.id): what is given out was good until \(expires)")
            }
            guard let word = issued.word else { continue }
            switch trial.descriptor.vocabulary.meaning(of: word, for: way.facet) {
            case .stages?: continue
            case .end(let end)?: throw Judged.failed("\(way.id): it is given out as \(end.word) (\"\(word)\")")
            case nil: throw Judged.failed("\(way.id): the vendor's word \"\(word)\" is not in the vocabulary")
            }
        }
    },
    ConformanceCase(
        "issue.secrets-hidden", "Codes and links stand where secrets stand, and nowhere else in the answer."
    ) { trial in
        for way in try trial.waysOfEachManner() {
            let issued = try trial.issued(1, by: way)[0].issued
            let open = [issued.vendorID, issued.word, issued.echo.reference, issued.echo.address].compactMap { $0 }
            for secret in [issued.secret, issued.link].compactMap({ $0 }) + issued.aliases {
                try trial.expect(
                    !open.contains { trial.holds($0, secret) }, "\(way.id): a code or link stands in the open")
            }
        }
    },
    ConformanceCase("issue.same-key", "The same key with the same order is one act: the same credential, one unit.") {
        trial in
        try trial.needsKeys()
        for way in try trial.waysOfEachManner() {
            let before = try trial.units(of: way.supply.vendorID)
            let items = trial.people(1)
            let order = trial.order(way, items)
            let first = try trial.issued(1, by: way, items, key: order.idempotencyKey)
            let again = try trial.done(try trial.tryIssuing(order).get(), 1, "the same order again, \(way.id)")
            try trial.expect(again[0] == first[0].issued, "\(way.id): the same key brings another credential")
            try trial.expect(trial.lookUp(first).count == 1, "\(way.id): the vendor shows two for one key")
            let after = try trial.units(of: way.supply.vendorID)
            try trial.expect(
                after.total == before.total, "\(way.id): the counters went from \(before.total) to \(after.total)")
            try trial.expect(
                before.counting(.available) - after.counting(.available) <= 1,
                "\(way.id): one key took more than one unit")
        }
    },
    ConformanceCase("issue.key-reused", "The same key with another order is refused, and nothing is done.") { trial in
        try trial.needsKeys()
        let way = try trial.way()
        let key = trial.key()
        _ = try trial.issued(1, by: way, key: key)
        let other = trial.people(1)
        try trial.expectRefused(
            trial.tryIssuing(trial.order(way, other, key: key)), "another order under a key that was used",
            isReused: true)
        try trial.expect(trial.lookUp([other[0].reference]).isEmpty, "another order under a key that was used was done")
    },
    ConformanceCase("issue.key-sent", "The key travels with what changes something, and with nothing else.") { trial in
        try trial.needsKeys()
        let way = try trial.way()
        let key = trial.key()
        let holding = try trial.issued(1, by: way, key: key)
        _ = try trial.lookUp(holding)
        func bears(_ request: VendorRequest) -> Bool {
            request.headers.contains { $0.value == key }
                || String(decoding: request.body ?? [], as: UTF8.self).contains(key)
        }
        let bearing = try trial.watched().sent.filter(bears)
        try trial.expect(!bearing.isEmpty, "no call bore the key")
        try trial.expect(!bearing.contains(where: \.isRead), "a call that only asks bore the key")
    },
    ConformanceCase("issue.spelling", "Names and addresses arrive as they were written.") { trial in
        let way = try trial.way(where: { _ in true })
        let number = trial.run.next()
        let address = "o'neil+\(trial.run.name).\(number)@example.org"
        let person = OrderItem(
            reference: trial.reference("\(number)"),
            recipient: Recipient(address: address, name: "Zoë \"Żółć\" O’Neil, 李", language: "pt-BR"))
        let holding = try trial.issued(1, by: way, [person])[0]
        try trial.expect(
            holding.issued.echo.address == address,
            "the address came back as \(holding.issued.echo.address ?? "nothing")")
        let record = try trial.record(of: holding)
        try trial.expect(
            record.address.map { $0 == address } ?? true, "the vendor shows the address as \(record.address ?? "")")
    },
]

extension Trial {
    /// Only where the vendor is declared to honour our key.
    func needsKeys() throws {
        _ = try api()
        let declared = descriptor.traits.idempotency[.api]
        guard declared == .byKey else {
            throw skip("the vendor does not honour keys: declared is \(declared?.rawValue ?? "nothing")")
        }
    }
}

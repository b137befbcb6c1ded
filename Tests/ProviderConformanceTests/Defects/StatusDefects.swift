import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let statusDefects: [Defect] = [
    Defect("status.finds", "a look-up shows another supply", also: ["status.own-record"]) { broken in
        broken.lookingUp { page in page.mapping { $0.with { $0.supply = "sup-99" } } }
    },
    Defect("status.link", "a look-up leaves the link out") { broken in
        broken.lookingUp { page in page.mapping { $0.with { $0.link = nil } } }
    },
    Defect("status.unknown-reference", "that nothing is known is never said for sure") { broken in
        broken.lookingUp { page in
            page.records.isEmpty
                ? page.mapping({ $0 }, facts: { SnapshotFacts(isComplete: false, asOf: $0.asOf) }) : page
        }
    },
    Defect("status.many-references", "only the first hundred are asked for") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            guard case .references(let all) = query.scope, all.count > 100 else { return try ask(query, context) }
            return try ask(StatusQuery(.references(Array(all.prefix(100))), cursor: query.cursor), context)
        }
    },
    Defect("status.our-clock", "an observation has the time of our clock", also: ["status.hints"]) { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            try ask(query, context).mapping { $0.with { $0.asOf = context.now } }
        }
    },
    Defect("status.unknown-word", "a word that nobody knows is guessed") { broken in
        let known = Set(Vocabulary.model.rows.flatMap(\.words))
        broken.seeing { record in known.contains(record.word) ? record : record.with { $0.word = "Out" } }
    },
    Defect(
        "status.secrets-hidden", "the code stands among the attributes", also: ["answers.secret-observed"]
    ) { broken in
        broken.seeing { record in record.with { $0.attributes["code"] = record.credential?.reveal() } }
    },
    Defect("status.own-record", "a record lies in the supply that something was issued from last") { broken in
        let last = Memory<String?>(nil)
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            if context.mode == .api { last.change { $0 = order.supply.vendorID } }
            return try issue(order, context)
        }
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            guard case .references = query.scope else { return try ask(query, context) }
            return try ask(query, context).mapping { record in record.with { $0.supply = last.now } }
        }
    },
    Defect("status.own-record", "somebody asked for alone is shown with another's id") { broken in
        let ids = Memory([String]())
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            guard case .references = query.scope else { return page }
            guard page.records.count == 1 else {
                ids.change { $0 = page.records.count == 3 ? page.records.compactMap(\.vendorID) : [] }
                return page
            }
            return page.mapping { record in
                record.with { shown in
                    if let other = ids.now.first(where: { $0 != shown.vendorID }) { shown.vendorID = other }
                }
            }
        }
    },
    Defect("status.truth", "somebody who has begun is shown as signed up") { broken in
        broken.seeing { record in record.word == "Busy" ? record.with { $0.word = "Signed" } : record }
    },
    Defect("status.hints", "every observation has the same time") { broken in
        broken.seeing { record in record.with { $0.asOf = Subject.start } }
    },
]

let snapshotDefects: [Defect] = [
    Defect("snapshot.complete", "it is declared as complete and never is") { broken in
        broken.snapshotting { page in page.mapping({ $0 }, facts: { $0.with(isComplete: false) }) }
    },
    Defect("snapshot.same-again", "each time it shows something else", also: ["snapshot.pages"]) { broken in
        let asked = Memory(0)
        broken.snapshotting { page in
            let number = asked.change { count in
                count += 1
                return count
            }
            return page.mapping { $0.with { $0.attributes["seen"] = "\(number)" } }
        }
    },
    Defect("snapshot.one-supply", "that of everything shows one supply alone") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            guard case .everything = query.scope else { return try ask(query, context) }
            return try ask(StatusQuery(.supply("sup-1"), cursor: query.cursor), context)
        }
    },
    Defect("snapshot.pages", "a later page loses its first record") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            guard case .supply = query.scope, query.cursor != nil else { return page }
            return StatusPage(records: Array(page.records.dropFirst()), nextCursor: page.nextCursor, facts: page.facts)
        }
    },
    Defect("snapshot.failed-page", "a page that failed counts as an empty one") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            do throws(ProviderError) { return try ask(query, context) } catch {
                guard error.code == .vendorFailed else { throw error }
                return .nothing(context)
            }
        }
    },
    Defect("snapshot.failed-later-page", "a later page that failed counts as the end") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            do throws(ProviderError) { return try ask(query, context) } catch {
                guard query.cursor != nil else { throw error }
                return .nothing(context)
            }
        }
    },
    Defect("snapshot.short-page", "it is called complete whatever arrived", also: ["vendor.partial-page"]) { broken in
        broken.snapshotting { page in page.mapping({ $0 }, facts: { $0.with(isComplete: true) }) }
    },
    Defect("snapshot.foreign-supply", "records of unheard supplies are taken") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            guard case .supply(let wanted) = query.scope else { return try ask(query, context) }
            let page = try ask(StatusQuery(.everything, cursor: query.cursor), context)
            return page.mapping(
                { record in
                    let isOther = record.supply.map { $0 != wanted && $0.hasPrefix("sup-") } ?? false
                    return isOther ? nil : record
                }, facts: { $0.with(counters: $0.counters.filter { $0.key == wanted }) })
        }
    },
    Defect("snapshot.stale", "a snapshot has the time of our clock") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            try ask(query, context).mapping({ $0 }, facts: { $0.with(asOf: context.now) })
        }
    },
]

extension Broken {
    mutating func lookingUp(_ change: @escaping @Sendable (StatusPage) -> StatusPage) {
        hooks.asking = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            guard case .references = query.scope else { return page }
            return change(page)
        }
    }

    mutating func snapshotting(_ change: @escaping @Sendable (StatusPage) -> StatusPage) {
        hooks.asking = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            if case .references = query.scope { return page }
            return change(page)
        }
    }
}

extension SnapshotFacts {
    func with(isComplete: Bool? = nil, asOf: Instant? = nil, counters: [String: [String: Int64]]? = nil)
        -> SnapshotFacts
    {
        SnapshotFacts(
            isComplete: isComplete ?? self.isComplete, asOf: asOf ?? self.asOf, lag: lag,
            counters: counters ?? self.counters)
    }
}

extension StatusPage {
    /// The last page, without anything on it.
    static func nothing(_ context: Context) -> StatusPage {
        StatusPage(records: [], nextCursor: nil, facts: SnapshotFacts(isComplete: true, asOf: context.now))
    }
}

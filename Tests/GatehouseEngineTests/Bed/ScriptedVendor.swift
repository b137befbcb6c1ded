import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Synchronization

/// A vendor in memory that keeps a ledger of its own and fails as it is told: what the engine must survive.
final class ScriptedVendor: Provider {
    /// What goes wrong with the next call that changes something.
    enum Fault: Sendable, Equatable {
        /// Done, and the answer lost.
        case replyLost
        /// Never arrived.
        case unreachable
        case refuse(reference: String)
        case wrongAddress
        case oneAnswerTooFew
        case throttled(Duration)
        /// Done, and answered as if it were not.
        case doneAndToBeRetried
    }

    struct State {
        var codes: [String: String] = [:]
        var words: [String: String] = [:]
        var answered: [String: Int] = [:]
        var nextCode = 1
        var faults: [Fault] = []
        var calls: [String] = []
        var codesMade = 0
        var reviewed: [[String]] = []
        var earlier: [String: EarlierInvitation] = [:]
        var lies = Lies()
        /// Page by page.
        var results: [[AssessmentResult]] = []
        /// What each key was sent with first.
        var bodies: [String: String] = [:]
        /// This page of them fails, once.
        var failingPage: Int?
        /// What happens elsewhere between what it did and our hearing of it.
        var meanwhile: (@Sendable () -> Void)?
    }

    /// What it says beside the truth, for as long as it is set.
    struct Lies: Sendable {
        var kind: CredentialKind?
        var code: String?
        var alias: String?
        var link: String?
        var vendorID: String?
        /// What issuing says of what it gives, and handing out of what it sent.
        var word: String?
        var sentWord: String?
        var expires: CalendarDate?
        var effects: [LedgerEffect] = []
        var records: [ObservedRecord] = []
        /// Whose code and link look-ups and snapshots show instead of its own, by references.
        var crossed: [String: String] = [:]
        /// They show a link where the link is, and no credential.
        var showsLinkAlone = false
        /// Look-ups and snapshots show codes alone.
        var hidesLink = false
        /// The supply that look-ups and snapshots name.
        var shownSupply: String?
        var actionFails: ProviderError?
        var statusFails: ProviderError?
        /// Look-ups by reference do not show yet what was done.
        var isBehind = false
        /// Every call under a key that was sent before is refused as a whole.
        var refusesRepetitions = false
        /// How many pages a snapshot has, all but the last of them empty, and what happens before each is shown.
        var pages = 1
        var onPage: (@Sendable (Int) -> Void)?
    }

    let state = Mutex(State())
    let descriptor: Descriptor

    private let credential: CredentialKind

    init(
        idempotency: VendorTraits.Idempotency = .byReference, batchLimit: Int? = nil, lag: Duration = .zero,
        furtherSupplyFrom: Stage? = nil, credential: CredentialKind = .singleUseCode,
        linkBase: String? = nil, remindsByOurMail: Bool = false
    ) {
        self.credential = credential
        descriptor = ScriptedVendor.descriptor(
            idempotency, batchLimit, lag, furtherSupplyFrom, credential, linkBase: linkBase,
            remindsByOurMail: remindsByOurMail)
    }

    func fail(_ faults: Fault...) { state.withLock { $0.faults += faults } }
    func lie(_ change: (inout Lies) -> Void) { state.withLock { change(&$0.lies) } }
    var codesMade: Int { state.withLock { $0.codesMade } }
    func code(of reference: String) -> String? { state.withLock { $0.codes[reference] } }
    func setWord(_ word: String, of reference: String) { state.withLock { $0.words[reference] = word } }
    var calls: [String] { state.withLock { $0.calls } }
    /// The invitation to which the one with this reference was to be added.
    func earlier(than reference: String) -> EarlierInvitation? { state.withLock { $0.earlier[reference] } }

    /// The addresses that were shown to the vendor's rules, plan by plan and part by part.
    var reviewed: [[String]] { state.withLock { $0.reviewed } }

    func review(_ draft: Draft) -> [Finding] {
        state.withLock { $0.reviewed.append(draft.people.map(\.recipient.address)) }
        return []
    }

    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        if context.mode == .portal {
            let task = ManualTask(
                title: "Apply \(order.items.count) codes", steps: ["Open the bundle"],
                references: order.items.map(\.reference))
            return Answer(order.items.map { _ in .manual(task: 0) }, tasks: [task])
        }
        let fault = state.withLock { $0.faults.first }
        return try change("issue", order) { state, item in
            let isNew = state.codes[item.reference] == nil
            state.earlier[item.reference] = item.earlier
            let code = state.codes[item.reference] ?? "CODE-\(1000 + state.nextCode)"
            if isNew {
                state.nextCode += 1
                state.codesMade += 1
                state.codes[item.reference] = code
                state.words[item.reference] = "Reserved"
            }
            // An invite link has no code beside it; the vendor's records show it as the credential.
            let link = Secret(state.lies.link ?? "https://vendor.example.org/r/\(code)")
            return IssuedCredential(
                kind: state.lies.kind ?? credential,
                secret: credential == .inviteLink ? nil : Secret(state.lies.code ?? code), link: link,
                aliases: state.lies.alias.map { [Secret($0)] } ?? [],
                vendorID: state.lies.vendorID ?? "v-" + code, expires: state.lies.expires,
                word: state.lies.word ?? "Reserved",
                echo: Echo(
                    reference: item.reference,
                    address: fault == .wrongAddress ? "other@example.org" : item.recipient?.address))
        }
    }

    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        if context.mode == .portal {
            let task = ManualTask(
                title: "Send \(order.items.count) codes", steps: ["Open the bundle", "Upload the file"],
                materials: [.init(name: "people.csv", mediaType: "text/csv", content: Array("email\n".utf8))],
                references: order.items.map(\.reference))
            return Answer(order.items.map { _ in .manual(task: 0) }, tasks: [task])
        }
        return try change("distribute", order) { state, item in
            state.words[item.reference] = "Sent"
            return Distributed(
                word: state.lies.sentWord ?? "Sent",
                echo: Echo(reference: item.reference, address: item.recipient?.address))
        }
    }

    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        if context.mode == .portal {
            let task = ManualTask(title: "Take back", steps: ["Retract"], references: order.items.map(\.reference))
            return Answer(order.items.map { _ in .manual(task: 0) }, tasks: [task])
        }
        return try change("retract", order) { state, item in
            state.words[item.reference] = "Taken back"
            return Retracted(isAvailableAgain: true, word: "Taken back")
        }
    }

    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        try change("remind", order) { _, _ in Reminded(word: nil) }
    }

    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        if let failure = state.withLock({ state in
            state.calls.append("status")
            return state.lies.statusFails
        }) {
            throw failure
        }
        let (pages, onPage) = state.withLock { ($0.lies.pages, $0.lies.onPage) }
        let page = Int(query.cursor ?? "0") ?? 0
        onPage?(page)
        if page + 1 < pages {
            return StatusPage(
                records: [], nextCursor: String(page + 1), facts: SnapshotFacts(isComplete: true, asOf: context.now))
        }
        let records = state.withLock { state -> [ObservedRecord] in
            if case .references = query.scope, state.lies.isBehind { return [] }
            return state.words.sorted { $0.key < $1.key }.compactMap { reference, word in
                if case .references(let wanted) = query.scope, !wanted.contains(reference) { return nil }
                let own = state.codes[reference]
                let code = state.lies.crossed[reference].map { state.codes[$0] } ?? own
                let shown = code.map { credential == .inviteLink ? "https://vendor.example.org/r/\($0)" : $0 }
                return ObservedRecord(
                    reference: reference, vendorID: own.map { "v-" + $0 },
                    credential: state.lies.showsLinkAlone ? nil : shown.map { Secret($0) },
                    link: state.lies.hidesLink ? nil : code.map { Secret("https://vendor.example.org/r/\($0)") },
                    supply: state.lies.shownSupply ?? "v-spring", word: word,
                    asOf: context.now, source: .request(id: "r"))
            } + state.lies.records
        }
        return StatusPage(records: records, nextCursor: nil, facts: SnapshotFacts(isComplete: true, asOf: context.now))
    }

    func perform(_ action: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        guard action.name == "copy-link", let reference = action.item?.reference else {
            throw ProviderError(.notSupported, effect: .none, message: "nothing of that kind")
        }
        guard context.mode == .api else {
            let asks = Form([
                FormField("link", .secret, label: "Link", required: true),
                FormField("seen_by", .text(maximumLength: 80), label: "Who looked"),
            ])
            let task = ManualTask(
                title: "Copy the link", steps: ["Choose Copy link"], references: [reference], asks: asks)
            return ActionAnswer(.manual(task: 0), tasks: [task])
        }
        let lies = state.withLock { state in
            state.calls.append("copy-link \(action.idempotencyKey)")
            return state.lies
        }
        if let error = lies.actionFails { throw error }
        return ActionAnswer(
            .done(["link": .string(ScriptedVendor.link(of: reference)), "opened": .bool(false)]), effects: lies.effects)
    }

    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] { [] }
    func check(_ context: Context) throws(ProviderError) -> Health { Health(isReachable: true, summary: "here") }

    func results(_ query: ResultsQuery, _ context: Context) throws(ProviderError) -> ResultsPage {
        let place = Int(query.cursor ?? "0") ?? 0
        let (pages, fails) = state.withLock { state in
            let fails = state.failingPage == place
            if fails { state.failingPage = nil }
            return (state.results, fails)
        }
        if fails { throw ProviderError(.unreachable, effect: .none, message: "cannot be reached") }
        return ResultsPage(
            results: pages.indices.contains(place) ? pages[place] : [],
            nextCursor: place + 1 < pages.count ? String(place + 1) : nil)
    }

    /// A body of words: `all`, `supply:…` or a reference each; signed where a header says so.
    func hints(_ webhook: Webhook, _ context: Context) throws(ProviderError) -> [Hint] {
        let fault = state.withLock { state in
            state.calls.append("hints")
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        if fault == .unreachable { throw ProviderError(.unreachable, effect: .none, message: "cannot be reached") }
        guard webhook.headers.contains(where: { $0.name == "signature" && $0.value == "right" }) else {
            throw ProviderError(.notAllowed, effect: .none, message: "not signed by the vendor")
        }
        return String(decoding: webhook.body, as: UTF8.self).split(separator: " ").map { word in
            if word == "all" { return .everything }
            return word.hasPrefix("supply:") ? .supply(String(word.dropFirst(7))) : .reference(String(word))
        }
    }

    static func link(of reference: String) -> String { "https://vendor.example.org/join/\(reference)" }

    private func change<Value: Sendable>(
        _ verb: String, _ order: Order, _ act: (inout State, OrderItem) -> Value
    ) throws(ProviderError) -> Answer<Value> {
        if state.withLock({ ScriptedVendor.isReused(order, &$0) }) {
            throw ProviderError(.badRequest, effect: .none, message: "the key was used", detail: "HTTP 422")
        }
        let (fault, values) = state.withLock { state -> (Fault?, [ItemOutcome<Value>]) in
            state.calls.append("\(verb) \(order.items.count) \(order.idempotencyKey)")
            let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
            if fault == .unreachable { return (fault, []) }
            if case .throttled = fault { return (fault, []) }
            let values = order.items.map { item -> ItemOutcome<Value> in
                if case .refuse(let reference) = fault, reference == item.reference {
                    return .rejected(Refusal(code: "not_eligible", message: "is not eligible"))
                }
                let done = act(&state, item)
                guard fault != .doneAndToBeRetried else {
                    return .retry(Refusal(code: "busy", message: "is busy"), after: nil)
                }
                return .done(done)
            }
            return (fault, values)
        }
        state.withLock { $0.meanwhile }?()
        switch fault {
        case .replyLost: throw ProviderError(.timedOut, effect: .unknown, message: "no answer in time")
        case .unreachable: throw ProviderError(.unreachable, effect: .none, message: "cannot be reached")
        case .throttled(let wait):
            throw ProviderError(.throttled, effect: .none, message: "too many calls", retryAfter: wait)
        case .oneAnswerTooFew: return Answer(Array(values.dropLast()))
        default: return Answer(values)
        }
    }

    /// The same key with another body, or any repetition where those are refused.
    private static func isReused(_ order: Order, _ state: inout State) -> Bool {
        let body = order.items.map { item in
            "\(item.reference) \(item.recipient.map { "\($0)" } ?? "-") \(item.credential?.reveal() ?? "-") \(item.vendorID ?? "-") \(item.channel?.rawValue ?? "-")"
        }.joined(separator: "\n")
        guard let first = state.bodies[order.idempotencyKey] else {
            if state.faults.first != .unreachable { state.bodies[order.idempotencyKey] = body }
            return false
        }
        return first != body || state.lies.refusesRepetitions
    }
}

import GatehouseModel

@testable import GatehouseReconciliation

/// A ledger and a vendor that do what a plan says, for the question whether a second plan is empty.
struct ModelVendor {
    var input: ReconciliationInput
    private var made = 0

    init(_ input: ReconciliationInput) { self.input = input }

    /// - Parameter isTicked: what waits for a tick gets one.
    mutating func apply(_ result: ReconciliationResult, isTicked: Bool = true) {
        let observed = input.observed
        for match in result.matches {
            let entry = input.ledger[match.ledger]
            if match.isNews { change(entry.subject) { $0.standing = match.standing } }
            let isBack =
                entry.standing.end == .retracted && entry.unit == .quarantined && !entry.hasBegun && !match.isOfAnother
            if isBack, observed[match.observed].meaning?.isFree == true { giveBack(entry.subject, result.contests) }
        }
        for step in result.steps where isTicked || step.policy == .auto { apply(step, observed, result.contests) }
        for discrepancy in result.discrepancies {
            input.open[discrepancy.key] = .init(firstSeen: discrepancy.firstSeen)
        }
    }

    private mutating func apply(
        _ step: ReconciliationStep, _ observed: [ObservedEntry], _ contests: [LedgerEntry.Subject: Contest]
    ) {
        let now = input.now
        switch step.act {
        case .freeze(let supply):
            changeTally(supply) { tally in
                SupplyTally(
                    supply: tally.supply, stock: tally.stock, readings: tally.readings, vendorTotal: tally.vendorTotal,
                    units: tally.units,
                    lastWriteAt: tally.lastWriteAt, isFrozen: true, audience: tally.audience)
            }
        case .setApart(let credential, _): change(.unit(credential)) { $0.unit = .quarantined }
        case .adoptCounts(let supply, let counts):
            changeTally(supply) { tally in
                var units = tally.units ?? UnitCounts()
                for (state, count) in counts { units[state] = count }
                return SupplyTally(
                    supply: tally.supply, stock: tally.stock, readings: tally.readings, vendorTotal: tally.vendorTotal,
                    units: units,
                    lastWriteAt: tally.lastWriteAt, isFrozen: tally.isFrozen, audience: tally.audience)
            }
        case .confirm(_, let subject, let row):
            change(subject) { entry in
                let isRetract = entry.openAct?.kind == .retract
                entry.observe(row.map { observed[$0] }, units: step.units)
                if isRetract, entry.standing.end == nil {
                    entry.standing = entry.standing.observing(.end(.retracted), asOf: now)
                }
                // What is entered as done is written when it is entered.
                (entry.openAct, entry.lastWriteAt) = (nil, now)
            }
        case .neverHappened(let id, let subject):
            // It is tried again: on its way until then.
            change(subject) { $0.openAct = .init(id: id, kind: $0.openAct?.kind ?? .other, progress: .onItsWay) }
        case .acceptUse(let subject, let row):
            change(subject) { entry in
                entry.observe(observed[row], units: step.units)
                entry.openAct = nil
                entry.retractedAt = entry.retractedAt ?? now
            }
        case .advance(let subject, let row): change(subject) { $0.observe(observed[row], units: step.units) }
        case .acceptEnd(let subject, let end, let row):
            change(subject) { entry in
                entry.standing = entry.standing.observing(.end(end), asOf: observed[row].record.asOf)
                entry.unit = step.units?.to ?? entry.unit
            }
            if end == .retracted, observed[row].meaning?.isFree == true { giveBack(subject, contests) }
        case .importRecord(let row): enter(observed[row], row)
        case .retryRetract(let subject):
            // The vendor takes it back; its next snapshot says so.
            change(subject) { $0.lastWriteAt = now }
        case .remind(let subject): change(subject) { $0.lastWriteAt = now }
        case .choose(let subject, _): change(subject) { $0.detail { $0.choices = [] } }
        case .takeLanguage(let subject, let language): change(subject) { $0.detail { $0.language = language } }
        case .countReminders(let subject, let count): change(subject) { $0.detail { $0.reminders = count } }
        case .addAddress(let subject, let row), .attribute(let subject, let row):
            change(subject) { entry in entry.addresses += observed[row].address.map { [$0] } ?? [] }
        case .giveToPerson(let work): input.summaries.openWork.insert(work.title)
        }
    }

    /// Its code is held by nobody from now on, and set apart.
    private mutating func giveBack(_ subject: LedgerEntry.Subject, _ contests: [LedgerEntry.Subject: Contest]) {
        guard contests[subject] != .ofItself, case .invitation = subject,
            let place = input.ledger.firstIndex(where: { $0.subject == subject }),
            !input.ledger[place].credentialKeys.isEmpty
        else { return }
        let entry = input.ledger[place]
        made += 1
        change(subject) { entry in
            (entry.givenUpKeys, entry.credentialKeys, entry.unit) = (entry.credentialKeys, [], nil)
        }
        input.ledger.append(
            LedgerEntry(
                subject: .unit(CredentialID(unique: "b\(made)")), reference: nil,
                credentialKeys: entry.credentialKeys, supply: entry.supply, facet: entry.facet,
                standing: Standing(.free, asOf: Given.start), unit: .quarantined, lastWriteAt: Given.start,
                wasSeen: false))
    }

    private mutating func enter(_ record: ObservedEntry, _ row: Int) {
        made += 1
        let supply = record.supply ?? input.onlySupply ?? "unknown"
        let isShared = input.tallies.contains { $0.supply == supply && $0.stock == .shared }
        // A unit that nobody held, or one taken back, is held by the new invitation now.
        input.ledger.removeAll { entry in
            guard !isShared, case .unit = entry.subject else { return false }
            return entry.credentialKeys.contains { $0 == record.credentialKey }
        }
        let isFree = record.meaning?.isFree == true
        input.ledger.append(
            LedgerEntry(
                subject: isFree
                    ? .unit(CredentialID(unique: "n\(made)")) : .invitation(InvitationID(unique: "n\(made)x\(row)")),
                reference: record.record.reference, vendorID: record.record.vendorID,
                credentialKeys: isShared ? [] : record.credentialKey.map { [$0] } ?? [],
                addresses: record.address.map { [$0] } ?? [], supply: supply,
                facet: isShared ? Facet(usage: .multi) : Given.facet,
                standing: record.meaning.map { Standing($0, asOf: record.record.asOf) } ?? Standing(),
                unit: record.credentialKey == nil ? nil : record.meaning?.unit, lastWriteAt: record.record.asOf,
                wasSeen: true))
    }

    private mutating func change(_ subject: LedgerEntry.Subject, _ edit: (inout Mutable) -> Void) {
        for index in input.ledger.indices where input.ledger[index].subject == subject {
            var entry = Mutable(input.ledger[index])
            edit(&entry)
            input.ledger[index] = entry.entry
        }
    }

    private mutating func changeTally(_ supply: String, _ edit: (SupplyTally) -> SupplyTally) {
        for index in input.tallies.indices where input.tallies[index].supply == supply {
            input.tallies[index] = edit(input.tallies[index])
        }
    }

    struct Mutable {
        let base: LedgerEntry
        var standing: Standing
        var unit: UnitState?
        var credentialKeys, givenUpKeys: [CredentialKey]
        var openAct: LedgerEntry.OpenAct?
        var retractedAt: Instant?
        var lastWriteAt: Instant
        var addresses: [EmailAddress]
        var details: LedgerDetails?

        /// What is known beside the stage, to be changed.
        struct Details {
            var choices: Set<String>
            var language: String?
            var reminders: Int64
        }

        mutating func detail(_ edit: (inout Details) -> Void) {
            guard let known = details else { return }
            var changed = Details(
                choices: known.choices, language: known.language, reminders: known.remindersSent)
            edit(&changed)
            details = LedgerDetails(
                choices: changed.choices, language: changed.language, coaches: known.coaches,
                remindersSent: changed.reminders, canTakeLanguage: known.canTakeLanguage)
        }

        init(_ entry: LedgerEntry) {
            base = entry
            (addresses, details) = (entry.addresses, entry.details)
            (credentialKeys, givenUpKeys) = (entry.credentialKeys, entry.givenUpKeys)
            (standing, unit, openAct, retractedAt, lastWriteAt) =
                (entry.standing, entry.unit, entry.openAct, entry.retractedAt, entry.lastWriteAt)
        }

        mutating func observe(_ record: ObservedEntry?, units: ReconciliationStep.UnitMove?) {
            if let record, let meaning = record.meaning {
                standing = standing.observing(meaning, asOf: record.record.asOf)
            }
            if let units { unit = units.to }
        }

        var entry: LedgerEntry {
            LedgerEntry(
                subject: base.subject, reference: base.reference, vendorID: base.vendorID,
                credentialKeys: credentialKeys, givenUpKeys: givenUpKeys,
                addresses: addresses, supply: base.supply, facet: base.facet, standing: standing,
                channel: base.channel, unit: unit,
                lastWriteAt: lastWriteAt, retractedAt: retractedAt, openAct: openAct, wasSeen: base.wasSeen,
                vendorKnowsHandOut: base.vendorKnowsHandOut, exportedAt: base.exportedAt,
                canBeTakenBack: base.canBeTakenBack, details: details)
        }
    }
}

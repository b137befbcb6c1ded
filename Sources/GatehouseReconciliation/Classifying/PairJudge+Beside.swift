import GatehouseModel

/// What differs beside the stage. Nothing is said of somebody else's record, of who had the code before, or of what has ended.
extension PairJudge {
    /// Ledger and vendor say the same of this pair, and nothing of it is to be kept: it needs no verdict, whatever else stands
    /// in the snapshot. Cheap, because nearly every pair is one.
    func isPlainAgreement(_ policy: PolicyTable, now: Instant) -> Bool {
        guard case .invitation = entry.subject, entry.openAct == nil, !isOfAnother, let meaning = record.meaning,
            record.supply == nil || record.supply == entry.supply,
            !entry.isNamed(by: record), (record.details == nil && record.linkKey == nil) || besides().isEmpty
        else { return false }
        switch meaning {
        case .stages(let theirs):
            guard entry.isLiving, let ours = entry.standing.interval else { return false }
            return theirs.low <= ours.low && ours.high == theirs.high && entry.standing.contradiction == nil
                && (entry.unit ?? meaning.unit) == meaning.unit && !entry.isIdle(policy, now: now)
        case .end(let end):
            return entry.standing.newestEnd == end && (entry.unit ?? meaning.unit) == meaning.unit && !isFromBefore
        }
    }

    func besides() -> [Finding] {
        guard case .invitation(let id) = entry.subject, entry.isLiving, record.meaning != nil, !record.isEnded,
            !isOfAnother
        else { return [] }
        var findings = [moved, named, strayed(id), otherLink(id)].compactMap { $0 }
        guard let theirs = record.details else { return findings }
        if theirs.lacksReport { findings.append(reportMissing) }
        guard let ours = entry.details else { return findings }
        let more = [chosen(ours, theirs), language(ours, theirs, id), coaches(ours, theirs), reminders(ours, theirs)]
        return findings + more.compactMap { $0 }
    }

    /// The same account, which its person had begun to use already, bears an address that is new: who uses a code that was sent
    /// to somebody else is another matter, and the vendor's id of an account tells the two apart.
    var hasMoved: Bool {
        guard record.details?.isAccount == true, entry.hasBegun, let id = record.record.vendorID else { return false }
        return entry.vendorID == id && entry.isForAnother(than: record)
    }

    private var moved: Finding? {
        guard hasMoved, let address = record.address else { return nil }
        return beside(
            .addressChanged, ours: entry.addresses.map(\.address).joined(separator: ", "), theirs: address.address,
            severity: .low,
            "The account that the person uses bears another address now: it is kept beside the one before, which mail goes to.",
            .addAddress(entry.subject, observed: place.observed))
    }

    /// Whoever shows up with what was handed over without a name has it from now on: the next who does is somebody else.
    private var named: Finding? {
        guard entry.isNamed(by: record), let address = record.address else { return nil }
        var finding = beside(
            .unattributedUse, ours: "nobody by name", theirs: address.address, severity: .info,
            "It was handed over without a name, and the vendor tells who has it: it is that person's from now on.",
            .attribute(entry.subject, observed: place.observed))
        if !isAlone { finding.policy = .case }
        return finding
    }

    /// The record lies in another supply than the one that it was given out from.
    private func strayed(_ id: InvitationID) -> Finding? {
        guard level <= .credential, let supply = record.supply, supply != entry.supply else { return nil }
        var finding = beside(
            .attributeDrift, ours: entry.supply, theirs: supply, severity: .medium,
            "It was given out from \(entry.supply) and lies in \(supply) at the vendor: put it back there, or take it back and invite from \(supply).",
            .giveToPerson(
                .init(
                    title: "\(id.text): move it to \(entry.supply)",
                    steps: [
                        "Find \(record.name) in the vendor's pages: it lies in \(supply).",
                        "Move it to \(entry.supply), which it was given out from.",
                    ])))
        finding.subject = .field(.group, of: id)
        return finding
    }

    /// The vendor names another link for it than the one that is known here, which our mails show (KP-7).
    private func otherLink(_ id: InvitationID) -> Finding? {
        guard entry.hasOwnCredential, !entry.credentialKeys.isEmpty, let shown = record.linkKey,
            !entry.credentialKeys.contains(shown)
        else { return nil }
        let link = record.record.link?.masked ?? "another link"
        var finding = beside(
            .attributeDrift, ours: "the link that is known here", theirs: link, severity: .high,
            "The vendor names another link for this person than the one known here, which our reminders show: find out which is theirs before it is sent again. Where the vendor's is, take this one back and send another.",
            nil)
        (finding.subject, finding.policy) = (.field(.link, of: id), .case)
        return finding
    }

    private func chosen(_ ours: LedgerDetails, _ theirs: ObservedDetails) -> Finding? {
        let begun = ours.choices.intersection(theirs.begun)
        guard !begun.isEmpty, begun.count < ours.choices.count else { return nil }
        let names = begun.sorted()
        return beside(
            .assessmentChosen, ours: ours.choices.sorted().joined(separator: " or "),
            theirs: names.joined(separator: ", "), severity: .info,
            "The person has chosen: it is for \(names.joined(separator: ", ")) from now on.",
            .choose(entry.subject, names))
    }

    private func language(_ ours: LedgerDetails, _ theirs: ObservedDetails, _ id: InvitationID) -> Finding? {
        guard let shown = theirs.language, ours.language != shown else { return nil }
        var finding: Finding
        if let ordered = ours.language {
            finding = beside(
                .attributeDrift, ours: ordered, theirs: shown, severity: .low,
                "It was ordered in \(ordered), and the vendor has \(shown): set it right there.",
                .giveToPerson(
                    .init(
                        title: "\(id.text): set the language to \(ordered)",
                        steps: [
                            "Find \(record.name) in the vendor's pages: its language is \(shown).",
                            "Set it to \(ordered).",
                        ])))
        } else {
            guard ours.canTakeLanguage else { return nil }
            finding = beside(
                .attributeDrift, ours: "none chosen", theirs: shown, severity: .info,
                "Nobody here chose a language: the vendor's is taken over.", .takeLanguage(entry.subject, shown))
            finding.policy = .auto
        }
        finding.subject = .field(.language, of: id)
        return finding
    }

    /// Whom we named and who sees it must be the same people (KP-2).
    private func coaches(_ ours: LedgerDetails, _ theirs: ObservedDetails) -> Finding? {
        guard let named = ours.coaches, let seeing = theirs.coaches, named != seeing else { return nil }
        let (more, fewer) = (seeing.subtracting(named).sorted(), named.subtracting(seeing).sorted())
        func list(_ names: some Collection<String>) -> String {
            names.isEmpty ? "nobody" : names.joined(separator: ", ")
        }
        guard more.isEmpty else {
            var finding = beside(
                .coachAccessDrift, ours: list(named.sorted()), theirs: list(seeing.sorted()), severity: .high,
                "\(list(more)) can see status and report and was not named for it: ask why, before anything else is shown.",
                nil)
            finding.policy = .case
            return finding
        }
        return beside(
            .coachAccessDrift, ours: list(named.sorted()), theirs: list(seeing.sorted()), severity: .medium,
            "\(list(fewer)) was named for it and cannot see it: give access in the vendor's pages.",
            .giveToPerson(
                .init(
                    title: "\(entry.subject.discrepancySubject.text): give \(list(fewer)) access",
                    steps: [
                        "Find \(record.name) in the vendor's pages.", "Let \(list(fewer)) see its status and report.",
                    ])))
    }

    /// Fewer than ours says nothing: the vendor does not count the mails that we sent ourselves.
    private func reminders(_ ours: LedgerDetails, _ theirs: ObservedDetails) -> Finding? {
        guard let sent = theirs.reminders, sent > ours.remindersSent else { return nil }
        return beside(
            .reminderDrift, ours: "\(ours.remindersSent) reminders", theirs: "\(sent) reminders", severity: .info,
            "The vendor reminded the person too: it counts against what a person is to get.",
            .countReminders(entry.subject, sent))
    }

    private var reportMissing: Finding {
        var finding = beside(
            .reportMissing, ours: entry.saying, theirs: record.saying, severity: .low,
            "It is completed and there is no report yet: look again, then ask the vendor for it.", nil)
        finding.patience = patience
        return finding
    }

    private func beside(
        _ kind: DiscrepancyClass, ours: String, theirs: String, severity: Discrepancy.Severity, _ proposal: String,
        _ act: ReconciliationStep.Act?
    ) -> Finding {
        Finding(
            kind: kind, subject: entry.subject.discrepancySubject, supply: entry.supply, ours: ours, theirs: theirs,
            evidence: [record.evidence, "matched by \(level.words)"], severity: severity, proposal: proposal,
            steps: act.map { [Finding.Step(act: $0, expects: entry.expectation)] } ?? [])
    }
}

extension LedgerEntry {
    /// It was handed out, nobody has begun it, nothing has happened to it for so long, and it could be taken back.
    func isIdle(_ policy: PolicyTable, now: Instant) -> Bool {
        isIdle(policy, now: now, once: standing, unit: unit)
    }

    /// The same once what the vendor shows was taken over, so that no second run finds what the first could tell.
    func isIdle(_ policy: PolicyTable, now: Instant, once standing: Standing, unit: UnitState?) -> Bool {
        guard unit == .handedOut, canBeTakenBack, standing.end == nil, retractedAt == nil, openAct == nil,
            standing.low.map({ $0 < .registered }) ?? true
        else { return false }
        return now >= lastWriteAt.advanced(by: policy.idleAfter)
    }
}

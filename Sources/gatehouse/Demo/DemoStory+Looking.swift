import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension DemoStory {
    func passTime() throws {
        chapter(
            "5  Two weeks pass",
            "People open their mail, register, begin, finish, or do nothing at all. Meanwhile nobody looks into Gatehouse."
        )
        command("sandbox advance 14d")
        try world.pass(.seconds(14 * 86_400), sharedLinkReaders: try leaders().count)
        try world.accept(DemoStory.newcomer)
        note("It is \(world.clock.now) now.")
    }

    func meddled(_ meddling: DemoWorld.Meddling) {
        chapter(
            "6  Behind Gatehouse's back", "Somebody works in the vendors' own pages, as people do, and tells nobody:")
        note("  – takes the unused code of \(meddling.retracted) back")
        note("  – invites \(meddling.invited) into \(DemoWorld.campaign) by hand")
    }

    func look() throws {
        chapter(
            "7  What is known now",
            "All vendors are asked. What they say is taken over where it is certain, and only as far as their words go."
        )
        command("status --now --summary")
        for outcome in try reconcile() { note(Observing.words(outcome)) }
        note("vendor_ahead: the vendor knows of progress that the ledger did not.\n")
        let summary = try ledger.read { try StandingSummary(InvitationSearch(), in: $0) }
        table(summary.rows, StandingSummary.columns)
        command("status --matrix")
        try showMatrix()
        note("\nThe newcomer has accepted by now, and the vendor tells a name:")
        command("person list \(DemoStory.newcomer)")
        try showNewcomer()
    }

    private func showMatrix() throws {
        let matrix = try ledger.read { reader in
            let views = try Planner(world: application.world).views(
                matching: InvitationSearch(), after: nil, limit: 10_000, in: reader)
            return StatusMatrix(views, try reader.connections(), now: world.clock.now)
        }
        printer.data(matrix.table(matrix.rows.prefix(DemoStory.shownPeople), width: width))
        note(
            "… and \(max(0, matrix.rows.count - DemoStory.shownPeople)) more people.\n\nEach vendor tells only so much. a…b: certainly a, possibly up to b. \"Active\" at the learner organisation means that somebody has accepted, and perhaps finished long ago; \"Completed\" at the campaigns is certain. Where two such ranges overlap, nobody is said to be ahead."
        )
    }

    /// Keys that lie unopened go back into the pool; of the others the plan says why not (KP-9).
    func takeBack() throws {
        let search = "supply:\"\(DemoWorld.pool)\" stage:invited stage:started"
        chapter(
            "8  Idle keys come back",
            "A key whose link nobody has opened can be taken back and given to somebody else. Whoever has opened it keeps it; the plan says so before anything is done:"
        )
        command("retract --filter '\(search)'")
        var request = FollowUpRequest(verb: "retract", invitations: [])
        request.invitations = try ledger.read { reader in
            var found = try SearchWords(world: application.world).search(search, in: reader)
            found.isLiving = true
            return try reader.rows(matching: found, after: nil, limit: 1000).map(\.invitation.id)
        }
        let plan = try plan(.followUp(request))
        told(PlanPrinter(plan: plan).text)
        try carryOut(plan)
    }
}

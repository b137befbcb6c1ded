import GatehouseApp

extension DemoStory {
    /// What to try when the story has ended and the vendors are gone.
    var afterwards: String {
        """

        ── What next ──
        Everything lies in \(world.folder); delete the folder when you have seen enough.
        Look around in it:
          gatehouse status --matrix --data \(world.folder)
          gatehouse compare --data \(world.folder)
          gatehouse status is:stuck --data \(world.folder)
          gatehouse person show walk.in@fjordbank.example.org --data \(world.folder)
          gatehouse mail outbox --data \(world.folder)
          gatehouse audit list --data \(world.folder)
        The same with the vendors still running, to invite, remind and retract yourself:
          gatehouse demo --keep
        Your own:
          gatehouse init
          gatehouse connection add --help

        """
    }

    /// What to try while the vendors run.
    var whileItStays: String {
        """

        ── It stays up ──
        The vendors answer at \(world.sandboxAddress), a worker performs what you record. Stop both with Ctrl-C.
        In another terminal:
          gatehouse status is:stuck --data \(world.folder)
          gatehouse remind --filter "supply:\(DemoWorld.campaign) stage:invited" --dry-run --data \(world.folder)
          gatehouse invite "Nora New <nora.new@example.org>" --from \(DemoWorld.bundle) --data \(world.folder)
          gatehouse sandbox advance 7d --data \(world.folder)
          gatehouse status --now --matrix --data \(world.folder)
          gatehouse action list \(DemoWorld.campaigns) --data \(world.folder)
          gatehouse doctor --data \(world.folder)

        """
    }
}

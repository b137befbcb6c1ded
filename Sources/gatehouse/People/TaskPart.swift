import ArgumentParser
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// Which of a work item's people are meant: all where nobody is named.
struct TaskPart: ParsableArguments {
    @Option(
        name: [.customLong("item"), .customLong("for")],
        help: ArgumentHelp(
            "Only this one, by address, invitation or act; repeat for more.", valueName: "person|act"))
    var items: [String] = []

    @Option(
        help: ArgumentHelp(
            "All that wait but this one, by address, invitation or act; repeat for more.", valueName: "person|act"))
    var except: [String] = []

    var isWhole: Bool { items.isEmpty && except.isEmpty }

    func validate() throws {
        guard items.isEmpty || except.isEmpty else { throw ValidationError("Say --item or --except, not both.") }
    }

    /// Nil where all of it is meant.
    func chosen(of people: TaskPeople) throws -> [InvitationID]? {
        if isWhole { return nil }
        if !items.isEmpty { return try people.waiting(items) }
        let left = Set(try people.waiting(except))
        let chosen = people.entries.filter { $0.state == .manual && !left.contains($0.invitation) }.map(\.invitation)
        guard !chosen.isEmpty else {
            throw EngineError(.invalid, "--except names everybody who waits for it: nothing is left to do")
        }
        return chosen
    }
}

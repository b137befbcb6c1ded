import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension AskOptions {
    /// Shows for whom an item is settled, and asks where they are several (a bulk is seen before it is done) and somebody is
    /// there to be asked; false with --dry-run.
    func several(_ names: [String], of item: WorkItem, _ question: String, _ global: GlobalOptions) throws -> Bool {
        let asking = Asking(yes: yes, noInput: global.noInput, printer: global.printer)
        guard dryRun || (asking.canAsk && names.count > 1) else { return true }
        let more = names.count > 20 ? " and \(names.count - 20) more" : ""
        let who = names.isEmpty ? "" : ": " + names.prefix(20).joined(separator: ", ") + more
        global.printer.say("\(item.title)   \(Counting.people(names.count))\(who)")
        if dryRun {
            global.printer.say("Nothing was done.")
            return false
        }
        try asking.confirmIfSomebodyIsThere(question)
        return true
    }
}

extension TaskPeople {
    /// Those who wait, of these invitations; nil is all of them.
    func names(of chosen: [InvitationID]?) -> [String] {
        entries.filter { $0.state == .manual && chosen?.contains($0.invitation) ?? true }.map(\.who)
    }
}

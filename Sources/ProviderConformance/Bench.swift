package import GatehouseModel
package import GatehouseProviderKit

/// What can be done to a vendor beside the contract: its people, its time, its faults.
///
/// Each may throw `BenchFailure`; one that says `isAbsent` has cases skipped that need it.
package protocol Bench: Sendable {
    /// The person of this invitation goes on to `registered`, `started` or `completed`.
    func move(_ reference: String, to stage: Stage) throws
    /// The vendor's time goes on, so that what it does by itself is done.
    func advance(by seconds: Int64) throws
    /// The next call of that operation of the contract goes wrong in this way.
    func ask(for fault: VendorFault, of operation: String) throws
    func clearFaults() throws
    /// What the vendor would send by itself now that something has happened to the person of this invitation.
    func webhook(about reference: String) throws -> Webhook
    /// How many mails the vendor has sent to an address.
    func mails(to address: String) throws -> Int
    /// The texts of those mails.
    func letters(to address: String) throws -> [String]
    /// The most records on one page of a snapshot from now on; nil brings back the vendor's own number.
    func setPage(of records: Int?) throws
    /// The files that the vendor's own site gives, by the names of the provider's file formats.
    func files() throws -> [PortalFile]
    /// A supply has so many free units from now on: others of the account bought or took them.
    func setFree(_ units: Int64, of supply: String) throws
}

extension Bench {
    package func letters(to address: String) throws -> [String] {
        throw BenchFailure("the vendor does not show the texts of its mails", isAbsent: true)
    }

    package func setFree(_ units: Int64, of supply: String) throws {
        throw BenchFailure("the vendor has no control page stock", isAbsent: true)
    }
}

package struct PortalFile: Hashable, Sendable {
    package let format: String
    package let text: String
    package init(format: String, text: String) {
        self.format = format
        self.text = text
    }
}

/// What goes wrong at the vendor itself; the words are those of contracts/sandbox-control.md.
package enum VendorFault: String, CaseIterable, Sendable {
    /// The connection is closed after the act was done.
    case cutAfter = "cut-after"
    /// 500 that says nothing of its effect, after the act was done.
    case failAfter = "fail-after"
    case throttle
    /// The vendor does it twice.
    case duplicate
    /// A page that lacks the second half of its records.
    case partialPage = "partial-page"
    /// The snapshot as it was when the fault was asked for.
    case staleSnapshot = "stale-snapshot"
}

package struct BenchFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// The vendor has no such page.
    package let isAbsent: Bool

    package init(_ message: String, isAbsent: Bool = false) {
        self.message = message
        self.isAbsent = isAbsent
    }

    package var description: String { message }
}

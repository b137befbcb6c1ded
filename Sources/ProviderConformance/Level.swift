/// How much of a provider is judged.
package enum Level: String, CaseIterable, Comparable, Sendable {
    /// By the contract alone; any vendor's account will do.
    case core
    /// With a bench: people who begin and finish, faults on request, the vendor's own mails and files.
    case full

    package static func < (a: Level, b: Level) -> Bool { a == .core && b == .full }
}

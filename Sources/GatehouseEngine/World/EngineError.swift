package import GatehouseForms
package import GatehouseLedger
package import GatehouseProviderKit

/// Why a command was not done as asked. Nothing was half-done: what was recorded is told, and goes on at the next start.
package struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The input is wrong: nothing was written.
        case invalid
        case notFound = "not_found"
        /// A rule of the vendor or of the house forbids it.
        case refused
        /// Something else came first, or the plan is stale.
        case conflict
        case notAllowed = "not_allowed"
        /// The vendor, the mail server or the database cannot be reached now; worth trying again.
        case unavailable
        case failed
    }

    package let code: Code
    /// What happened, where, and the remedy.
    package let message: String
    package let problems: [FormProblem]

    package init(_ code: Code, _ message: String, problems: [FormProblem] = []) {
        self.code = code
        self.message = message
        self.problems = problems
    }

    package var description: String {
        problems.isEmpty ? message : message + "\n" + problems.map { "  \($0)" }.joined(separator: "\n")
    }
}

extension EngineError {
    package init(_ error: LedgerError) {
        let code: Code =
            switch error.code {
            case .conflict, .taken, .keyReused, .takenOver: .conflict
            case .notFound: .notFound
            case .locked, .unreachable: .unavailable
            case .readOnly: .notAllowed
            case .invalid: .invalid
            case .mistake, .diskFull, .damaged, .schema, .failedCommit: .failed
            }
        self.init(code, error.message)
    }

    package init(_ error: ProviderError) {
        let code: Code =
            switch error.code {
            case .unreachable, .timedOut, .throttled, .vendorFailed, .cancelled: .unavailable
            case .notAllowed: .notAllowed
            case .notSupported: .refused
            case .badRequest: .invalid
            case .malformedAnswer, .echoMismatch: .failed
            }
        self.init(code, error.description)
    }

    /// "No supply is called 'spring': did you mean spring-24?"
    package static func unknown(_ what: String, _ name: String, among known: [String]) -> EngineError {
        let near = Nearest.match(to: name, among: known)
        let remedy =
            near.map { "did you mean \($0)?" }
            ?? (known.isEmpty ? "there is none yet" : "known are \(known.sorted().prefix(12).joined(separator: ", "))")
            + (near == nil && known.count > 12 ? " and \(known.count - 12) more" : "")
        return EngineError(.notFound, "no \(what) is called '\(name.prefix(60))': \(remedy)")
    }
}

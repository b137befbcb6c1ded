import Foundation
package import Testing

/// The databases on which every storage test runs: `@Test(arguments: TestDatabase.all)`.
package enum TestDatabase: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    package static let all = TestDatabase.allCases
    package var testDescription: String { rawValue }

    /// Makes a fresh database, lends its address (`sqlite:PATH` or a libpq string) and removes it afterwards.
    ///
    /// Without PostgreSQL its cases are cancelled with a word why; in CI they fail.
    /// - Parameter template: of PostgreSQL, see `PostgresServer.makeDatabase`.
    package func withAddress<T>(template: String? = nil, _ body: (String) throws -> T) throws -> T {
        switch self {
        case .sqlite:
            let folder = try Scratch.folder()
            defer { Scratch.remove(folder) }
            return try body("sqlite:" + folder.appending(path: "gatehouse.db").path)
        case .postgres:
            if PostgresServer.bin == nil, ExternalTool.mayBeMissing {
                try Test.cancel("\(PostgresMissing().description)")
            }
            return try body(try PostgresServer.shared().makeDatabase(template: template ?? "template1"))
        }
    }
}

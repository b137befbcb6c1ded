package import Foundation

/// The source tree that the tests were built from.
package enum Checkout {
    package static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static func text(of path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// Paths below the checkout of every file with this ending under one of the folders, sorted.
    package static func files(under folders: [String], ending: String) -> [String] {
        folders.flatMap { start -> [String] in
            let below = FileManager.default.enumerator(atPath: folder.appending(path: start).path)
            return (below?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.map { "\(start)/\($0)" }
        }.sorted()
    }
}

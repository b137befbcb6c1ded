package import Foundation

/// Files and folders that a test makes for itself.
package enum Scratch {
    /// A new empty folder under the system's temporary folder; the caller removes it.
    package static func folder() throws -> URL {
        let place = FileManager.default.temporaryDirectory.appending(path: "gatehouse-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        return place
    }

    package static func file(holding data: Data = Data()) throws -> URL {
        let place = FileManager.default.temporaryDirectory.appending(path: "gatehouse-test-\(UUID().uuidString)")
        try data.write(to: place)
        return place
    }

    package static func remove(_ place: URL) { try? FileManager.default.removeItem(at: place) }
}

package import Foundation
package import Testing

/// Material from outside the project that some tests judge by: `$SHARED_DIR`, or `shared` beside the checkout.
package enum SharedMaterial {
    /// The file or folder at a path such as `corpora/addresses`; nil when it is not there.
    package static func find(_ path: String) -> URL? {
        let place = folder.appending(path: path)
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }

    static var folder: URL {
        if let named = ProcessInfo.processInfo.environment["SHARED_DIR"], !named.isEmpty { return URL(filePath: named) }
        return Checkout.folder.deletingLastPathComponent().appending(path: "shared")
    }

    /// Whoever names the folder means it to be there.
    static var isPromised: Bool { ProcessInfo.processInfo.environment["SHARED_DIR"].map { !$0.isEmpty } ?? false }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where the material is absent, as it is in a fresh clone; with `$SHARED_DIR` set it is never skipped.
    package static func needsShared(_ path: String) -> Self {
        .enabled(
            if: SharedMaterial.isPromised || SharedMaterial.find(path) != nil,
            "needs shared/\(path) beside the checkout")
    }
}

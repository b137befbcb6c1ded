package import Foundation
import GatehouseEngine

/// A new provider module in a checkout of the sources: the folder Providers/Template under another name, and that name in the
/// package, in the list of built-in providers and in the table of rooms.
package struct NewProvider: Sendable {
    package let name: ProviderName
    private let checkout: URL

    /// What was made and what was changed, as paths below the checkout.
    package struct Outcome: Sendable {
        package let made: [String]
        package let changed: [String]
    }

    package init(_ name: ProviderName, in checkout: URL) {
        self.name = name
        self.checkout = checkout
    }

    /// Everything is worked out before anything is written; what is there already is never overwritten.
    package func make() throws -> Outcome {
        try refuseTaken()
        let made = try newFiles()
        let changed = try changedFiles()
        for (path, text) in made {
            let file = checkout.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        }
        for (path, text) in changed { try Data(text.utf8).write(to: checkout.appending(path: path), options: .atomic) }
        return Outcome(made: made.keys.sorted(), changed: changed.keys.sorted())
    }

    /// The checkout that a folder lies in; nil where it lies in none.
    package static func checkout(around folder: URL) -> URL? {
        var place = folder.standardizedFileURL
        while true {
            let isThere = ([NewProvider.pattern] + Registration.places).allSatisfy {
                FileManager.default.fileExists(atPath: place.appending(path: $0).path)
            }
            if isThere { return place }
            let parent = place.deletingLastPathComponent().standardizedFileURL
            guard parent.path != place.path else { return nil }
            place = parent
        }
    }

    static let pattern = "Providers/Template"

    private func refuseTaken() throws {
        for folder in ["Providers", "Sources"] {
            let there =
                (try? FileManager.default.contentsOfDirectory(atPath: checkout.appending(path: folder).path)) ?? []
            if let taken = there.first(where: { $0.lowercased() == name.type.lowercased() }) {
                throw EngineError(.conflict, "there is \(folder)/\(taken) already: choose another name than \(name.id)")
            }
        }
        if try text("Package.swift").contains("\"\(name.type)\"") {
            throw EngineError(
                .conflict,
                "the package knows something called \(name.type) already: choose another name, such as \(name.id)-keys")
        }
        let kit = ["GatehouseModel", "GatehouseForms", "GatehouseProviderKit"].map { "Sources/\($0)" }
        for path in kit.flatMap(swiftFiles) where declaresType(try text(path)) {
            throw EngineError(
                .conflict,
                "\(path) declares a type \(name.type), which the module has to see: choose another name, such as \(name.id)-keys"
            )
        }
    }

    private func declaresType(_ text: String) -> Bool {
        text.matches(of: /public (?:final )?(?:struct|enum|protocol|class|typealias|actor) (\w+)/).contains {
            $0.1 == name.type
        }
    }

    private func swiftFiles(under folder: String) -> [String] {
        let below = FileManager.default.enumerator(atPath: checkout.appending(path: folder).path)
        return (below?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: checkout.appending(path: path), encoding: .utf8)
    }

    private func newFiles() throws -> [String: String] {
        let folder = checkout.appending(path: NewProvider.pattern)
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var files: [String: String] = [:]
        // What proves the pattern itself is not part of it.
        for path in paths where path.contains(".") && !path.contains("FinishedTemplate") {
            let text = try text("\(NewProvider.pattern)/\(path)")
            files["Providers/\(name.type)/" + path.replacing("Template", with: name.type)] = renamed(text)
        }
        return files
    }

    /// The id where it is a text or a path, the type's name where it is one, and else a name in code.
    package func renamed(_ text: String) -> String {
        text.replacing("\"template\"", with: "\"\(name.id)\"")
            .replacing("golden/template.json", with: "golden/\(name.id).json")
            .replacing("provider test template", with: "provider test \(name.id)")
            .replacing("# template", with: "# \(name.id)")
            .replacing("Template", with: name.type).replacing("template", with: name.member)
    }

    private func changedFiles() throws -> [String: String] {
        var files: [String: String] = [:]
        for path in Registration.places {
            guard let changed = Registration(name).added(to: try text(path), path) else {
                throw EngineError(
                    .failed, "\(path) does not look as expected: nothing was written; add \(name.type) by hand")
            }
            files[path] = changed
        }
        return files
    }
}

import Foundation
import GatehouseTesting

/// What Package.swift declares, by the package manager's own account.
struct PackageDump {
    struct Room {
        let name: String
        /// Targets of this package, system libraries among them.
        let rooms: Set<String>
        /// Products of other packages.
        let libraries: Set<String>
    }

    /// Every target that is neither a test, nor made for tests, nor a system library.
    let rooms: [Room]

    /// Asks the package manager, with a build folder of its own: the one in use is locked while tests run.
    static func read() throws -> PackageDump {
        let scratch = try Scratch.folder()
        defer { Scratch.remove(scratch) }
        let text = try ExternalTool.run(
            URL(filePath: "/usr/bin/env"),
            [
                "swift", "package", "--package-path", Checkout.folder.path, "--scratch-path", scratch.path,
                "dump-package",
            ])
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
        let kinds = ["regular", "executable"]
        let targets = manifest.targets.filter { kinds.contains($0.type) && !($0.path ?? "").hasPrefix("Tests/") }
        return PackageDump(
            rooms: targets.map { target in
                Room(
                    name: target.name, rooms: Set(target.dependencies.compactMap { $0.byName?.name }),
                    libraries: Set(target.dependencies.compactMap { $0.product?.name }))
            })
    }

    private struct Manifest: Decodable {
        let targets: [Target]
    }

    private struct Target: Decodable {
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]
    }

    private struct Dependency: Decodable {
        let byName: Named?
        let product: Named?
    }

    /// `["GatehouseModel", null]`: a name and what it depends on.
    private struct Named: Decodable {
        let name: String
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            name = try list.decode(String.self)
        }
    }
}

import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("gatehouse provider new")
struct NewProviderTests {
    /// What it reads and changes, as a checkout of its own.
    private static func withCheckout(_ body: (CommandLineRun, URL) throws -> Void) throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let checkout = gatehouse.folder.appending(path: "checkout")
            let parts = [
                "Package.swift", "docs/architecture.md", "Sources/GatehouseApp/BuiltIn", "Sources/GatehouseModel",
                "Sources/GatehouseForms", "Sources/GatehouseProviderKit", "Providers/Template", "Providers/KeyPool",
            ]
            for part in parts {
                let place = checkout.appending(path: part)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.copyItem(at: Checkout.folder.appending(path: part), to: place)
            }
            try body(gatehouse, checkout)
        }
    }

    private static func files(below folder: URL) throws -> [String: String] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.reduce(into: [:]) { files, path in
            var isFolder: ObjCBool = false
            let place = folder.appending(path: path)
            guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), !isFolder.boolValue else {
                return
            }
            files[path] = try String(contentsOf: place, encoding: .utf8)
        }
    }

    /// Names of every length that is taken: the longest leaves its lines short enough.
    @Test(
        "It makes the whole of the template under another name, and nothing of the template's name is left over",
        arguments: [("acme", "Acme"), ("nordic-lights-of-the-far", "NordicLightsOfTheFar")])
    func makes(id: String, type: String) throws {
        try Self.withCheckout { gatehouse, checkout in
            let result = try gatehouse(
                "provider", "new", id, "--dir", checkout.path, "-o", "json", namingData: false)
            try #require(result.status == 0, "\(result.words)")
            #expect(result.json?["module"]?.string == type)
            let made = try Self.files(below: checkout.appending(path: "Providers/\(type)"))
            let pattern = try Self.files(below: Checkout.folder.appending(path: "Providers/Template")).filter {
                !$0.key.contains("FinishedTemplate")
            }
            #expect(made.count == pattern.count)
            let member = type.prefix(1).lowercased() + type.dropFirst()
            for (path, text) in made {
                #expect(!text.lowercased().contains("template"), "\(path)")
                #expect(!path.contains("Template"))
                // Turned back it is the compiled template, letter by letter.
                func back(_ text: String) -> String {
                    text.replacing(type, with: "Template").replacing(id, with: "template").replacing(
                        member, with: "template")
                }
                #expect(back(text) == pattern[path.replacing(type, with: "Template")], "\(path)")
            }
            #expect(made["Sources/\(type).swift"]?.contains("in Providers/\(type)/Sources/\(type).swift") == true)
            let package = try String(contentsOf: checkout.appending(path: "Package.swift"), encoding: .utf8)
            #expect(package.contains("    \"RemoteProvider\",\n    \"\(type)\",\n]"))
            try Self.check(checkout, type)
        }
    }

    /// The compiler takes the module, and the formatter has nothing to say of it and of what was changed.
    private static func check(_ checkout: URL, _ type: String) throws {
        let sources = checkout.appending(path: "Providers/\(type)")
        let files = try files(below: sources).keys.filter { $0.hasSuffix(".swift") }.map {
            sources.appending(path: $0).path
        }
        let modules = CommandLineRun.binary.deletingLastPathComponent().appending(path: "Modules").path
        let features = ["ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault"].flatMap {
            ["-enable-upcoming-feature", $0]
        }
        let compiler = try #require(ExternalTool.find("swiftc"))
        _ = try ExternalTool.run(
            compiler,
            ["-typecheck", "-swift-version", "6", "-module-name", type, "-I", modules] + features
                + files.filter { $0.contains("/Sources/") })
        let swift = try #require(ExternalTool.find("swift"))
        let changed = ["Package.swift", "Sources/GatehouseApp/BuiltIn/BuiltInProviders.swift"].map {
            checkout.appending(path: $0).path
        }
        let settings = Checkout.folder.appending(path: ".swift-format").path
        let lint = ["format", "lint", "--strict", "--configuration", settings] + files + changed
        #expect(throws: Never.self) { try ExternalTool.run(swift, lint) }
    }

    @Test("It is known to the package, to the list of providers and to the table of rooms, each in its place")
    func registers() throws {
        try Self.withCheckout { gatehouse, checkout in
            for id in ["acme", "zebra-codes"] {
                let result = try gatehouse(
                    "provider", "new", id, namingData: false, workingIn: checkout.appending(path: "docs"))
                #expect(result.status == 0 && result.output.contains("provider test \(id)"), "\(result.words)")
            }
            let list = try String(
                contentsOf: checkout.appending(path: "Sources/GatehouseApp/BuiltIn/BuiltInProviders.swift"),
                encoding: .utf8)
            #expect(list.hasPrefix("import Acme\nimport Campaigns\n") && list.contains("import ZebraCodes\n"))
            #expect(list.contains("    KeyPool(),\n    Acme(),\n    ZebraCodes(),\n]"))
            let table = try String(contentsOf: checkout.appending(path: "docs/architecture.md"), encoding: .utf8)
            #expect(table.contains("| 2 | `ZebraCodes` | provider: zebra-codes | `GatehouseProviderKit`"))
            #expect(table.contains("`ProviderConformance` `Acme` `ZebraCodes` | `Yams` |"))
        }
    }

    @Test("Nothing is overwritten: a second time, a folder that is there, or a file in its place changes nothing")
    func neverOverwrites() throws {
        try Self.withCheckout { gatehouse, checkout in
            #expect(try gatehouse("provider", "new", "acme", "--dir", checkout.path, namingData: false).status == 0)
            let before = try Self.files(below: checkout)
            let again = try gatehouse("provider", "new", "acme", "--dir", checkout.path, namingData: false)
            #expect(again.status == 5 && again.words.contains("Providers/Acme already"), "\(again.words)")
            let inOtherLetters = try gatehouse("provider", "new", "keypool", "--dir", checkout.path, namingData: false)
            #expect(inOtherLetters.status == 5 && inOtherLetters.words.contains("Providers/KeyPool"))
            #expect(try Self.files(below: checkout) == before)
        }
    }

    @Test(
        "A name that cannot be one is refused with what one looks like",
        arguments: [
            ("Acme", "such as acme-keys"), ("a", "such as acme-keys"), ("acme_keys", "such as acme-keys"),
            ("acme-", "such as acme-keys"), ("acme--keys", "such as acme-keys"),
            ("3m", "beginning with a letter"), ("acme-2", "beginning with a letter"), ("žluť", "such as acme-keys"),
            ("../acme", "such as acme-keys"), (String(repeating: "a", count: 25), "2 to 24"),
            ("string", "means something else in Swift"), ("default", "means something else in Swift"),
        ])
    func badNames(name: String, words: String) throws {
        try Self.withCheckout { gatehouse, checkout in
            let before = try Self.files(below: checkout)
            let result = try gatehouse("provider", "new", name, "--dir", checkout.path, namingData: false)
            #expect(result.status == 1 && result.words.contains(words), "\(result.words)")
            #expect(try Self.files(below: checkout) == before)
        }
    }

    @Test(
        "A name that is taken by a provider, a module or a type is refused, and another one is proposed",
        arguments: [
            ("key-pool", "there is a provider key-pool already"), ("order", "declares a type Order"),
            ("yams", "the package knows something called Yams"), ("template", "Providers/Template already"),
        ])
    func taken(name: String, words: String) throws {
        try Self.withCheckout { gatehouse, checkout in
            let result = try gatehouse("provider", "new", name, "--dir", checkout.path, namingData: false)
            #expect(result.status == 5 && result.words.contains(words), "\(result.words)")
        }
    }

    @Test("Outside of a checkout it says so, and where else a provider can stand")
    func noCheckout() throws {
        try CommandLineRun.with(isSetUp: false) { gatehouse in
            let result = try gatehouse("provider", "new", "acme", "--dir", gatehouse.folder.path, namingData: false)
            #expect(result.status == 1 && result.words.contains("--dir") && result.words.contains("Providers/Examples"))
        }
    }
}

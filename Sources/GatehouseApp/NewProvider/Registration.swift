/// Where a provider module is named so that the build and the command know it.
struct Registration {
    static let places = [package, list, table]
    private static let package = "Package.swift"
    private static let list = "Sources/GatehouseApp/BuiltIn/BuiltInProviders.swift"
    private static let table = "docs/architecture.md"

    private let name: ProviderName

    init(_ name: ProviderName) { self.name = name }

    /// The text of one of the places with this provider in it; nil where it does not look as expected.
    func added(to text: String, _ place: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let isAdded =
            switch place {
            case Registration.package: added(toPackage: &lines)
            case Registration.list: added(toList: &lines)
            default: added(toTable: &lines)
            }
        return isAdded ? lines.joined(separator: "\n") : nil
    }

    private func added(toPackage lines: inout [String]) -> Bool {
        add("    \"\(name.type)\",", after: "let providers = [", &lines)
    }

    private func added(toList lines: inout [String]) -> Bool {
        guard add("    \(name.type)(),", after: "package let builtInProviders = ", &lines) else { return false }
        let imports = lines.indices.filter { lines[$0].contains("import ") && !lines[$0].hasPrefix("//") }
        guard let last = imports.last else { return false }
        let next = imports.first { (lines[$0].split(separator: " ").last ?? "") > name.type }
        lines.insert("import \(name.type)", at: next ?? last + 1)
        return true
    }

    /// One entry a line, the new one as the last.
    private func add(_ entry: String, after start: String, _ lines: inout [String]) -> Bool {
        guard let first = lines.firstIndex(where: { $0.hasPrefix(start) && $0.hasSuffix("[") }),
            let end = lines[first...].firstIndex(where: { $0.hasPrefix("]") })
        else { return false }
        lines.insert(entry, at: end)
        return true
    }

    /// A row of its own after the last provider's, and a place among the rooms that the app uses.
    private func added(toTable lines: inout [String]) -> Bool {
        guard let last = lines.lastIndex(where: { $0.hasPrefix("| 2 | ") }),
            let app = lines.firstIndex(where: { $0.contains("| `GatehouseApp` |") })
        else { return false }
        var cells = lines[app].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard cells.count > 4, cells[4].hasSuffix("` ") else { return false }
        cells[4] += "`\(name.type)` "
        lines[app] = cells.joined(separator: "|")
        lines.insert(
            "| 2 | `\(name.type)` | provider: \(name.id) | `GatehouseProviderKit` `GatehouseModel` `GatehouseForms` | |",
            at: last + 1)
        return true
    }
}

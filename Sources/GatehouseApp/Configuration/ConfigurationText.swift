import Foundation
import GatehouseEngine
import GatehouseForms
import Yams

/// A configuration file's values by dotted name, each with its line. A key that is not known is an error that names the
/// line and the nearest known key; all of them are told at once.
struct ConfigurationText {
    struct Value {
        let text: String
        let line: Int
    }

    let path: String
    private(set) var values: [String: Value] = [:]
    private var problems: [String] = []

    init(path: String) throws {
        self.path = path
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw EngineError(.notFound, "\(path): the configuration cannot be read; name another with --config")
        }
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw EngineError(.invalid, "\(path): this is not YAML: \(error)")
        }
        switch root {
        case nil: break
        case .mapping(let mapping)?: take(mapping, below: "")
        case let node?:
            if !ConfigurationText.isNothing(node) {
                problems.append("\(path): names and values are expected, such as 'mail:'")
            }
        }
        guard problems.isEmpty else { throw EngineError(.invalid, problems.joined(separator: "\n")) }
    }

    private mutating func take(_ mapping: Node.Mapping, below prefix: String) {
        for (key, value) in mapping {
            let name = prefix + (key.scalar?.string ?? "")
            let line = key.mark?.line ?? 0
            if ConfigurationKey.named(name) != nil {
                guard let scalar = value.scalar else {
                    problems.append("\(path), line \(line): \(name) must be a single value")
                    continue
                }
                if !ConfigurationText.isNothing(value) { values[name] = Value(text: scalar.string, line: line) }
            } else if ConfigurationKey.all.contains(where: { $0.name.hasPrefix(name + ".") }) {
                if case .mapping(let inner) = value {
                    take(inner, below: name + ".")
                } else if !ConfigurationText.isNothing(value) {
                    problems.append("\(path), line \(line): \(name) holds further keys, not a value")
                }
            } else {
                problems.append(
                    "\(path), line \(line): \(name) is not a known key; \(ConfigurationText.remedy(for: name))")
            }
        }
    }

    /// `key:` with nothing behind it.
    private static func isNothing(_ node: Node) -> Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private static func remedy(for name: String) -> String {
        let known = ConfigurationKey.all.map(\.name)
        let sections = Set(known.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } })
        if let near = Nearest.match(to: name, among: known + sections.sorted()) { return "did you mean \(near)?" }
        if let last = name.split(separator: ".").last, let same = known.first(where: { $0.hasSuffix("." + last) }) {
            return "did you mean \(same)?"
        }
        return "'gatehouse config show' lists the known ones"
    }
}

package import GatehouseEngine

/// What a new provider is called: its id, and the module and type that belong to it.
package struct ProviderName: Hashable, Sendable {
    /// Small letters and figures in parts between hyphens, such as `acme-keys`.
    package let id: String
    /// Such as `AcmeKeys`.
    package let type: String
    /// Such as `acmeKeys`.
    package let member: String

    static let longest = 24

    package init(_ id: String) throws(EngineError) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            part.first.map { ("a"..."z").contains($0) } ?? false
                && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
        }
        guard isPlain, (2...ProviderName.longest).contains(id.utf8.count) else {
            throw EngineError(
                .invalid,
                "'\(id.prefix(60))' cannot be a provider's id: 2 to \(ProviderName.longest) small letters and figures in parts between hyphens, each part beginning with a letter, such as acme-keys"
            )
        }
        self.id = id
        type = parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        member = type.prefix(1).lowercased() + type.dropFirst()
        guard !ProviderName.reserved.contains(member), !ProviderName.reserved.contains(type) else {
            throw EngineError(
                .invalid,
                "'\(id)' cannot be a provider's id: its module would be called \(type), which means something else in Swift; add a word, such as \(id)-keys"
            )
        }
    }

    /// Words of the language, and types and modules that every file sees.
    private static let reserved: Set<String> = [
        "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "consuming",
        "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "package", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "some",
        "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "type", "typealias",
        "var", "where", "while",
        "Array", "Bool", "Character", "Collection", "Data", "Date", "Decimal", "Dictionary", "Double", "Duration",
        "Equatable", "Error", "Float", "Foundation", "Glibc", "Hashable", "Int", "Int64", "Mutex", "Never", "Optional",
        "Range", "Result", "Sendable", "Sequence", "Set", "String", "Substring", "Swift", "Synchronization", "Task",
        "Testing", "Unicode", "Void",
    ]
}

import GatehouseForms
import GatehouseModel

/// An answer that is not what the contract promises. Names the place, never the value.
struct ContractFault: Error {
    enum Kind {
        /// Not in the contract's form.
        case malformed
        /// About other items than were asked for.
        case echo
        /// In its form, and it cannot be the answer to what was asked.
        case lie
        /// A supply that the provider's description does not know.
        case supply
        /// Somebody else answers.
        case stranger
    }
    let kind: Kind
    let place: String
    let reason: String

    init(_ kind: Kind = .malformed, at place: String, _ reason: String) {
        self.kind = kind
        self.place = place
        self.reason = reason
    }
}

/// Reads a vendor's JSON member by member within the contract's limits.
struct ContractReader {
    /// Longest texts, in bytes of UTF-8.
    static let longestText = 4096
    static let longestWord = 200
    static let longestLink = 2048
    /// Most items of one order, records of one page, members of one object of free names.
    static let mostItems = 1000
    static let mostMembers = 200
    /// No vendor has sold more; a larger number is a mistake, and sums of such numbers would not fit.
    static let largestCount: Int64 = 1_000_000_000_000

    let value: JSONValue
    let place: String

    init(_ value: JSONValue, at place: String = "") {
        self.value = value
        self.place = place
    }

    func fault(_ name: String, _ reason: String) -> ContractFault { ContractFault(at: "\(place)/\(name)", reason) }

    /// Absent and null are the same.
    func optional(_ name: String) throws(ContractFault) -> ContractReader? {
        guard case .object(let members) = value else { throw ContractFault(at: place, "is no object") }
        guard let member = members[name], !member.isNull else { return nil }
        return ContractReader(member, at: "\(place)/\(name)")
    }

    func required(_ name: String) throws(ContractFault) -> ContractReader {
        guard let member = try optional(name) else { throw fault(name, "is missing") }
        return member
    }

    func items(_ name: String, atMost maximum: Int = mostItems) throws(ContractFault) -> [ContractReader] {
        let list = try required(name)
        guard let values = list.value.array else { throw fault(name, "is no list") }
        guard values.count <= maximum else { throw fault(name, "has more than \(maximum) entries") }
        return values.enumerated().map { ContractReader($1, at: "\(list.place)/\($0)") }
    }

    func optionalText(
        _ name: String, atMost maximum: Int = longestText, lines: Bool = false
    ) throws(ContractFault) -> String? {
        guard let member = try optional(name) else { return nil }
        return try member.text(atMost: maximum, lines: lines)
    }

    func requiredText(_ name: String, atMost maximum: Int = longestText) throws(ContractFault) -> String {
        let text = try required(name).text(atMost: maximum)
        guard !text.isEmpty else { throw fault(name, "is empty") }
        return text
    }

    /// A short text: a status word, a code, an id.
    func optionalWord(_ name: String) throws(ContractFault) -> String? {
        try optionalText(name, atMost: ContractReader.longestWord)
    }

    func requiredWord(_ name: String) throws(ContractFault) -> String {
        try requiredText(name, atMost: ContractReader.longestWord)
    }

    /// A vendor's own id. One with blanks around it would be another than the one that is meant.
    func optionalID(_ name: String) throws(ContractFault) -> String? {
        guard let id = try optionalWord(name) else { return nil }
        guard let first = id.first, let last = id.last, !first.isWhitespace, !last.isWhitespace else {
            throw fault(name, "is no id: it is empty, or has blanks around it")
        }
        return id
    }

    func requiredID(_ name: String) throws(ContractFault) -> String {
        guard let id = try optionalID(name) else { throw fault(name, "is missing") }
        return id
    }

    func optionalFlag(_ name: String) throws(ContractFault) -> Bool? {
        guard let member = try optional(name) else { return nil }
        guard let flag = member.value.bool else { throw fault(name, "is neither true nor false") }
        return flag
    }

    func optionalCount(_ name: String) throws(ContractFault) -> Int64? {
        guard let member = try optional(name) else { return nil }
        return try member.count()
    }

    func requiredCount(_ name: String) throws(ContractFault) -> Int64 { try required(name).count() }

    func requiredInstant(_ name: String) throws(ContractFault) -> Instant {
        guard let instant = Instant(try requiredText(name, atMost: 64)) else { throw fault(name, "is no time") }
        return instant
    }

    /// A code or key: visible characters without a space.
    func optionalSecret(_ name: String) throws(ContractFault) -> Secret? {
        guard let text = try optionalText(name, atMost: 512) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 }) else { throw fault(name, "is no code") }
        return Secret(text)
    }

    func optionalLink(_ name: String) throws(ContractFault) -> Secret? {
        guard let text = try optionalText(name, atMost: ContractReader.longestLink) else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw fault(name, "is no web address") }
        return Secret(text)
    }

    /// An object of free names; the reader of each value is handed on.
    func members<T>(
        _ name: String, atMost maximum: Int = mostMembers, _ read: (ContractReader) throws(ContractFault) -> T
    ) throws(ContractFault) -> [String: T] {
        guard let member = try optional(name) else { return [:] }
        guard let object = member.value.object else { throw fault(name, "is no object") }
        guard object.count <= maximum else { throw fault(name, "has too many members") }
        var result: [String: T] = [:]
        for (key, value) in object {
            guard key.utf8.count <= ContractReader.longestWord, ContractReader.isClean(key, lines: false) else {
                throw fault(name, "has a member with an unusable name")
            }
            result[key] = try read(ContractReader(value, at: "\(member.place)/*"))
        }
        return result
    }

    func text(atMost maximum: Int = longestText, lines: Bool = false) throws(ContractFault) -> String {
        guard let text = value.string else { throw ContractFault(at: place, "is no text") }
        guard text.utf8.count <= maximum else { throw ContractFault(at: place, "is longer than \(maximum) bytes") }
        guard ContractReader.isClean(text, lines: lines) else {
            throw ContractFault(at: place, "holds a control character")
        }
        return text
    }

    func count() throws(ContractFault) -> Int64 {
        guard let number = value.integer, (0...ContractReader.largestCount).contains(number) else {
            throw ContractFault(at: place, "is no whole number from 0 to \(ContractReader.largestCount)")
        }
        return number
    }

    static func isClean(_ text: String, lines: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if lines, scalar == "\n" || scalar == "\r" || scalar == "\t" { return true }
            return scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        }
    }
}

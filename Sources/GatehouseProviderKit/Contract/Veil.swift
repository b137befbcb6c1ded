import FoundationEssentials
package import GatehouseForms
package import GatehouseModel

/// Keeps a vendor's secrets where the contract has a place for them. What stands at such a place of an answer is a secret; where
/// it, or one that the order names, stands in any other text as well, that text is masked before anybody reads it. An id or an
/// address that would have to be masked is left out instead: two that look alike would be taken for one.
package struct Veil {
    /// What is known beside the answer: the connection's, and those of the order's units.
    var known: [Secret]
    /// References and addresses that the answer has to repeat as they were asked.
    var asked: Set<String> = []
    /// Members of an action's result that are secret.
    var secretResults: Set<String> = []

    package init(_ known: [Secret] = [], asked: Set<String> = [], secretResults: Set<String> = []) {
        (self.known, self.asked, self.secretResults) = (known, asked, secretResults)
    }

    /// The answer as it may be read.
    ///
    /// - Throws: where a supply's own id gives its code away: nothing could be counted without that id.
    func over(_ answer: JSONValue) throws(ContractFault) -> JSONValue {
        let search = SecretSearch(known + secrets(of: answer), isOfData: true)
        return try Drawn(veil: self, search: search).value(answer, at: Place()) ?? answer
    }

    /// Where a secret stands that has no place there, as pointers; empty where all is well.
    package func breaches(of answer: JSONValue) -> [String] {
        let search = SecretSearch(known + secrets(of: answer), isOfData: true)
        let drawn = Drawn(veil: self, search: search)
        return drawn.breaches(answer, at: Place(), "")
    }

    private func secrets(of answer: JSONValue) -> [Secret] {
        var found: [Secret] = []
        collect(answer, at: Place(), into: &found)
        return found
    }

    private func collect(_ value: JSONValue, at place: Place, into found: inout [Secret]) {
        switch value {
        case .object(let members):
            for (name, member) in members { collect(member, at: place.member(name, of: self), into: &found) }
        case .array(let values): for value in values { collect(value, at: place, into: &found) }
        case .string(let text): if place.isForSecrets { found.append(Secret(text)) }
        default: break
        }
    }

    /// Where in an answer one stands.
    struct Place {
        enum Kind { case plain, secret, result, id, asked, address, time, cursor, material }
        var kind = Kind.plain
        /// Within an object of the vendor's own names.
        var isFree = false

        var isForSecrets: Bool { kind == .secret }

        private static let free: Set<String> = ["attributes", "assessments", "scores", "counters"]
        private static let secret: Set<String> = ["secret", "link", "aliases", "credential", "report_link"]
        private static let times: Set<String> = ["as_of", "completed_at", "expires"]

        func member(_ name: String, of veil: Veil) -> Place {
            if isFree {
                let isSecret = kind == .result && veil.secretResults.contains(name)
                return Place(kind: isSecret ? .secret : .plain, isFree: true)
            }
            switch name {
            // Of an action: by the names that its description gives.
            case "result": return Place(kind: .result, isFree: true)
            case "id": return Place(kind: .id)
            case "reference", "references", "missing": return Place(kind: .asked)
            case "address": return Place(kind: .address)
            case "next_cursor": return Place(kind: .cursor)
            case "content", "content_base64": return Place(kind: .material)
            case _ where Place.free.contains(name): return Place(isFree: true)
            case _ where Place.secret.contains(name): return Place(kind: .secret)
            case _ where Place.times.contains(name): return Place(kind: .time)
            default: return Place()
            }
        }
    }
}

/// One answer with its secrets known.
private struct Drawn {
    let veil: Veil
    let search: SecretSearch

    /// Nil where nothing is to be changed.
    func value(_ value: JSONValue, at place: Veil.Place) throws(ContractFault) -> JSONValue? {
        switch value {
        case .string(let text): return masked(text, at: place)
        case .integer(let number):
            return place.isFree && place.kind == .plain ? search.masked(String(number)).map(JSONValue.string) : nil
        case .array(let values):
            var changed: [JSONValue]?
            for (index, one) in values.enumerated() {
                if let new = try self.value(one, at: place) { changed = changed.replacing(values, at: index, by: new) }
            }
            return changed.map(JSONValue.array)
        case .object(let members): return try object(members, at: place).map(JSONValue.object)
        case .null, .bool, .number: return nil
        }
    }

    private func object(
        _ members: [String: JSONValue], at place: Veil.Place
    ) throws(ContractFault) -> [String: JSONValue]? {
        var changed: [String: JSONValue]?
        for (name, member) in members {
            let own = place.member(name, of: veil)
            if let new = try value(member, at: own) { changed = changed ?? members; changed?[name] = new }
            guard place.isFree, own.kind != .secret, let plain = search.masked(name) else { continue }
            var renamed = changed ?? members
            let kept = renamed.removeValue(forKey: name)
            renamed[plain] = kept
            changed = renamed
        }
        guard !place.isFree else { return changed }
        if tellsOwnCode(members) {
            guard members["usage"] == nil else {
                throw ContractFault(.supply, at: "/supplies", "bears its code as its id")
            }
            changed = changed ?? members
            changed?["id"] = .null
        }
        if isOpenMaterial(members) {
            changed = changed ?? members
            changed?["secret"] = true
        }
        return changed
    }

    private func masked(_ text: String, at place: Veil.Place) -> JSONValue? {
        switch place.kind {
        case .secret, .id, .time, .cursor, .material: return nil
        case .asked where veil.asked.contains(text): return nil
        case .address:
            return veil.asked.contains(text.lowercased()) || !search.finds(in: text) ? nil : .null
        case .plain, .result, .asked: return search.masked(text).map(JSONValue.string)
        }
    }

    /// The id of a credential, a record or a supply in which its own code stands. Others' are not looked for: ids and codes of
    /// figures alone are alike by chance.
    private func tellsOwnCode(_ members: [String: JSONValue]) -> Bool {
        guard let id = members["id"]?.string else { return false }
        let shared = members["shared"] ?? .object(members)
        let texts =
            [shared["secret"]?.string, shared["link"]?.string, shared["credential"]?.string]
            + (shared["aliases"]?.array ?? []).map(\.string)
        let own = texts.compactMap { $0 }.filter { $0.utf8.count <= id.utf8.count + 8 }
        return !own.isEmpty && SecretSearch(own.map { Secret($0) }, isOfData: true).finds(in: id)
    }

    /// A file or text of a task that holds a secret, and is not said to.
    private func isOpenMaterial(_ members: [String: JSONValue]) -> Bool {
        guard members["media_type"] != nil, members["secret"]?.bool != true else { return false }
        if let base64 = members["content_base64"]?.string, let data = Data(base64Encoded: base64) {
            return search.finds(in: String(decoding: data, as: UTF8.self))
        }
        return members["content"]?.string.map(search.finds) ?? false
    }

    func breaches(_ value: JSONValue, at place: Veil.Place, _ pointer: String) -> [String] {
        switch value {
        case .string(let text): return masked(text, at: place) == nil ? [] : [pointer]
        case .integer(let number):
            return place.isFree && place.kind == .plain && search.finds(in: String(number)) ? [pointer] : []
        case .array(let values):
            return values.enumerated().flatMap { breaches($0.element, at: place, "\(pointer)/\($0.offset)") }
        case .object(let members):
            var found = members.sorted { $0.key < $1.key }.flatMap { name, member in
                breaches(
                    member, at: place.member(name, of: veil), "\(pointer)/\(search.masked(name) ?? name)")
            }
            guard !place.isFree else { return found + members.keys.filter(search.finds).map { _ in pointer } }
            if tellsOwnCode(members) { found.append("\(pointer)/id") }
            if isOpenMaterial(members) { found.append("\(pointer)/content") }
            return found
        case .null, .bool, .number: return []
        }
    }
}

extension [JSONValue]? {
    /// A copy made at the first change alone.
    fileprivate func replacing(_ values: [JSONValue], at index: Int, by new: JSONValue) -> [JSONValue] {
        var changed = self ?? values
        changed[index] = new
        return changed
    }
}

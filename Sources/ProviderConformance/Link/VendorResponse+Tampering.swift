import GatehouseForms
import GatehouseProviderKit

/// Changes to an answer that need no knowledge of the interface: our own references and addresses are known, and lists show.
extension VendorResponse {
    var halved: VendorResponse { with(Array(body.prefix(body.count / 2))) }

    static let loginPage = VendorResponse(
        status: 200, headers: [(name: "Content-Type", value: "text/html; charset=utf-8")],
        body: Array("<!doctype html><html><title>Sign in</title><form>Please sign in.</form></html>".utf8))

    static func problem(_ status: Int, _ members: JSONValue, headers: [(name: String, value: String)] = [])
        -> VendorResponse
    {
        VendorResponse(
            status: status, headers: [(name: "Content-Type", value: "application/problem+json")] + headers,
            body: Array(members.canonicalText.utf8))
    }

    /// Every text equal to one of these, as another; nil where none stands in the answer.
    func replacing(_ texts: [String: String]) -> VendorResponse? {
        rewriting { value in
            guard let text = value.string, let other = texts[text] else { return nil }
            return .string(other)
        }
    }

    /// Without the last entry of every list of so many objects; nil where there is no such list.
    func droppingLast(ofListsWith count: Int) -> VendorResponse? {
        rewriting { value in
            guard let list = value.array, list.count == count, count > 0, list.allSatisfy({ $0.object != nil }) else {
                return nil
            }
            return .array(list.dropLast())
        }
    }

    /// Without the second half of its longest list of objects; nil where none has two.
    var droppingHalf: VendorResponse? {
        guard let json = try? JSONValue(bytes: body), let longest = json.longestList, longest > 1 else { return nil }
        return rewriting { value in
            guard let list = value.array, list.count == longest, list[0].object != nil else { return nil }
            return .array(Array(list.prefix(longest / 2)))
        }
    }

    /// In a list of two objects, the second as a copy of the first under the second's own texts.
    func copyingFirst(under own: [String: String]) -> VendorResponse? {
        rewriting { value in
            guard let list = value.array, list.count == 2, list.allSatisfy({ $0.object != nil }) else { return nil }
            let copy = list[0].rewritten { inner in inner.string.flatMap { own[$0] }.map(JSONValue.string) }
            return .array([list[0], copy.value])
        }
    }

    /// The body with the values for which `change` gives another; nil where it gives none, or the body is no JSON.
    private func rewriting(_ change: (JSONValue) -> JSONValue?) -> VendorResponse? {
        guard let json = try? JSONValue(bytes: body) else { return nil }
        let (value, isChanged) = json.rewritten(change)
        return isChanged ? with(Array(value.canonicalText.utf8)) : nil
    }

    func with(_ body: [UInt8]) -> VendorResponse {
        let kept = headers.filter { $0.name.lowercased() != "content-length" }
        return VendorResponse(status: status, headers: kept, body: body)
    }
}

extension JSONValue {
    /// Outermost first; what was changed is not looked into again.
    fileprivate func rewritten(_ change: (JSONValue) -> JSONValue?) -> (value: JSONValue, isChanged: Bool) {
        if let changed = change(self) { return (changed, true) }
        switch self {
        case .array(let values):
            let parts = values.map { $0.rewritten(change) }
            return (.array(parts.map(\.value)), parts.contains { $0.isChanged })
        case .object(let members):
            let parts = members.mapValues { $0.rewritten(change) }
            return (.object(parts.mapValues(\.value)), parts.values.contains { $0.isChanged })
        default: return (self, false)
        }
    }

    /// The length of the longest list of objects.
    fileprivate var longestList: Int? {
        switch self {
        case .array(let values):
            let own = values.first?.object != nil ? values.count : nil
            return ([own] + values.map(\.longestList)).compactMap { $0 }.max()
        case .object(let members): return members.values.compactMap(\.longestList).max()
        default: return nil
        }
    }
}

/// One place where two documents differ.
package struct JSONDifference: Hashable, Sendable {
    /// A JSON pointer (RFC 6901).
    package let pointer: String
    /// Nil where it was not there.
    package let before: JSONValue?
    /// Nil where it is gone.
    package let after: JSONValue?

    /// Every place where `after` is not `before`, in the order of the pointers' names and places; the innermost ones only.
    package static func between(_ before: JSONValue, _ after: JSONValue) -> [JSONDifference] {
        var found: [JSONDifference] = []
        compare(before, after, at: "", &found)
        return found
    }

    private static func compare(
        _ before: JSONValue?, _ after: JSONValue?, at pointer: String, _ found: inout [JSONDifference]
    ) {
        if before == after { return }
        if let before = before?.object, let after = after?.object {
            for name in Set(before.keys).union(after.keys).sorted() {
                compare(before[name], after[name], at: "\(pointer)/\(FormProblem.escaped(name))", &found)
            }
        } else if let before = before?.array, let after = after?.array {
            for place in 0..<max(before.count, after.count) {
                compare(
                    before.indices.contains(place) ? before[place] : nil,
                    after.indices.contains(place) ? after[place] : nil, at: "\(pointer)/\(place)", &found)
            }
        } else {
            found.append(JSONDifference(pointer: pointer, before: before, after: after))
        }
    }
}

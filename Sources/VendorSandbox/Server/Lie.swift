import GatehouseForms

/// Answers that are wrong on request.
enum Lie {
    static func told(_ reply: Reply, _ kind: FaultKind?) -> Reply {
        guard var members = (try? JSONValue(text: reply.body))?.object else { return reply }
        switch kind {
        case .wrongCount: members["items"] = members["items"]?.array.map { .array(Array($0.dropLast())) }
        case .wrongEcho:
            members["reference"] = members["reference"].map { _ in "inv_of_somebody_else" }
            if var items = members["items"]?.array, var first = items.first?.object {
                if first["address"] != nil {
                    first["address"] = "somebody.else@example.org"
                } else {
                    first["reference"] = "inv_of_somebody_else"
                }
                items[0] = .object(first)
                members["items"] = .array(items)
            }
        case .partialPage: members["records"] = members["records"]?.array.map { .array(Array($0.prefix($0.count / 2))) }
        default: break
        }
        var lie = reply
        lie.body = JSONValue.object(members).canonicalText
        return lie
    }
}

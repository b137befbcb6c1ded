import GatehouseForms

/// A descriptor as it was promised to others, and whether another one keeps it.
///
/// Equal facts need nothing. Facts that were added need at least a new minor version; facts that went, or a verb that is no
/// longer possible, need a new major one.
struct Promise {
    private let old: JSONValue

    init(_ descriptor: JSONValue) { old = descriptor }

    /// What is not kept; empty where all is.
    func broken(by new: JSONValue) -> [String] {
        guard old["id"] == new["id"] else { return ["the id was \(old["id"]?.string ?? "none")"] }
        guard let before = old["version"]?.string.flatMap(SemanticVersion.init),
            let now = new["version"]?.string.flatMap(SemanticVersion.init)
        else { return ["a version is not of the form 1.2.3"] }
        guard now >= before else { return ["the version went back from \(old["version"]?.string ?? "")"] }
        if now == before {
            let changed = changedMembers(new)
            return changed.isEmpty ? [] : ["the version is the same, and \(changed.joined(separator: ", ")) changed"]
        }
        return now.major > before.major ? [] : gone(from: new).map { "\($0) went without a new major version" }
    }

    private func changedMembers(_ new: JSONValue) -> [String] {
        let names = Set((old.object ?? [:]).keys).union((new.object ?? [:]).keys)
        return names.sorted().filter { old[$0] != new[$0] }
    }

    /// What others may rely on by name.
    private func gone(from new: JSONValue) -> [String] {
        let lists: [(list: String, names: (JSONValue) -> Set<String>)] = [
            ("mode", { Set(texts($0["modes"])) }),
            ("action", { Set(members($0["actions"]).compactMap { $0["name"]?.string }) }),
            ("word", { Set(members($0["vocabulary"]).flatMap { texts($0["words"]) }) }),
            ("file", { Set(members($0["files"]).compactMap { $0["name"]?.string }) }),
            ("setting", { Set(texts($0["settings"]?["order"])) }),
            ("option", { Set(texts($0["options"]?["order"])) }),
            (
                "kind of supply",
                {
                    Set(
                        members($0["supply_kinds"]).map {
                            "\($0["category"]?.string ?? "")/\($0["usage"]?.string ?? "")"
                        })
                }
            ),
            (
                "possible verb",
                {
                    Set(
                        members($0["capabilities"]).filter { $0["support"]?["how"]?.string != "no" }
                            .compactMap { $0["verb"]?.string })
                }
            ),
        ]
        let lost = lists.flatMap { list, names in
            names(old).subtracting(names(new)).sorted().map { "the \(list) \($0)" }
        }
        let needed = Set(texts(new["settings"]?["schema"]?["required"])).subtracting(
            texts(old["settings"]?["schema"]?["required"]))
        return lost + needed.sorted().map { "a connection without the setting \($0)" }
    }
}

private func members(_ value: JSONValue?) -> [JSONValue] { value?.array ?? [] }
private func texts(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

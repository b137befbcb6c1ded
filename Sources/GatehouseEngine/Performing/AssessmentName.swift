/// An assessment's id as people read it: `top-5` is "Top 5".
package enum AssessmentName {
    package static func of(_ id: String) -> String {
        id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    /// The id of an assessment whose name somebody wrote: "Top 5" is `top-5`.
    package static func id(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    package static func list(_ ids: [String]) -> String { ids.map(of).joined(separator: ", ") }
}

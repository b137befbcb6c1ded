import ArgumentParser

/// What is asked of a search by which something is done.
enum SearchInput {
    /// A blank one finds everybody, and is mostly a variable that was not set: whoever means everybody says so.
    static func refuseBlank(_ filter: String?) throws {
        guard let filter, filter.allSatisfy(\.isWhitespace) else { return }
        throw ValidationError("--filter is blank, which would be everybody. Where that is meant, write --filter @.")
    }
}

/// The names by which a room would show that it knows a vendor.
enum VendorWords {
    /// Anywhere, without case.
    private static let names = [
        "gallup", "clifton", "skillscan", "core drivers", "core values", "coredrivers", "corevalues",
    ]
    /// The providers' modules and ids, as names or as texts of their own: a campaign may be spoken of, a `"campaigns"` not.
    private static let exactly = [
        "CodeBundles", "Campaigns", "LearnerInvites", "KeyPool", "\"code-bundles\"", "\"campaigns\"",
        "\"learner-invites\"", "\"key-pool\"",
    ]

    static func found(in code: String) -> [String] {
        let lower = code.lowercased()
        return names.filter(lower.contains)
            + exactly.filter { word in
                word.hasPrefix("\"")
                    ? code.contains(word) : code.split { !$0.isLetter && !$0.isNumber }.contains { $0 == word }
            }
    }
}

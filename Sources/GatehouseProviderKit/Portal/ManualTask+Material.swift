extension ManualTask.Material {
    /// A text to paste, exactly as it is.
    public static func text(_ name: String, _ text: String) -> ManualTask.Material {
        ManualTask.Material(name: name, mediaType: "text/plain", content: Array(text.utf8))
    }

    /// A list to work through, one entry a line.
    public static func lines(_ name: String, _ lines: [String], isSecret: Bool = false) -> ManualTask.Material {
        ManualTask.Material(
            name: name, mediaType: "text/plain", content: Array((lines.joined(separator: "\n") + "\n").utf8),
            isSecret: isSecret)
    }

    /// Exactly what a field takes in which commas separate addresses: all on one line.
    public static func addresses(of items: [OrderItem], name: String) -> ManualTask.Material {
        text(name, items.compactMap(\.recipient?.address).joined(separator: ", "))
    }

    /// A file for a portal's upload.
    public static func table(_ name: String, _ rows: [[String]], isSecret: Bool = false) -> ManualTask.Material {
        ManualTask.Material(name: name, mediaType: "text/csv", content: CSVText.bytes(rows), isSecret: isSecret)
    }
}

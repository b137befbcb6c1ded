import GatehouseLedger

/// Where a run's records came from, as it is written: `api` or the file's name, and behind a unit separator what the file held, as
/// 64 hexadecimal figures, where that is known.
struct StoredSource {
    let name: String
    let content: String?
    private static let separator: Character = "\u{1F}"
    private static let figures = 64

    init(_ run: ReconciliationRun) { (name, content) = (run.source, run.content) }

    init(text: String) {
        let parts = text.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, last.utf8.count == Self.figures else {
            (name, content) = (text, nil)
            return
        }
        (name, content) = (String(text.dropLast(last.count + 1)), String(last))
    }

    var text: String { content.map { "\(name)\(Self.separator)\($0)" } ?? name }
}

import GatehouseLedger

/// How often the unknown outcome of an act was looked up, whatever was tried before it was lost. As long as there is no outcome,
/// that stands where its code will.
extension Intent {
    private static let mark = "looked_up_"

    static func lookedUp(_ times: Int) -> String { "\(mark)\(times)" }

    /// With the look-up that has just found nothing, if this was one: an act that is lost now was not looked up yet.
    var lookUpsMade: Int {
        guard state == .unknown else { return 0 }
        let before = outcomeCode.flatMap { code in
            code.hasPrefix(Intent.mark) ? Int(code.dropFirst(Intent.mark.count)) : nil
        }
        return (before ?? 0) + 1
    }
}

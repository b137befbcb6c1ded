import GatehouseProviderKit

extension PoolReview {
    /// The message and the signature of one's own (KP-5, KP-6).
    var texts: [Finding?] { [nothingKept, message, signature] }

    private var nothingKept: Finding? {
        guard options.lacksMessage || options.lacksSignature else { return nil }
        let what = options.lacksMessage ? "message" : "signature"
        return Finding(
            .refusesAll, code: "nothing_kept", rule: options.lacksMessage ? "KP-5" : "KP-6",
            "No \(what) is kept from last time; write one with \(what), or leave saved_\(what) out.")
    }

    private var message: Finding? {
        if options.message != nil {
            return Finding(
                .note, code: "message_kept", rule: "KP-5",
                "The message of your own comes first and the standard one after it; it is kept and offered again next time."
            )
        }
        guard let kept = pool.message else { return nil }
        return Finding(
            .note, code: "message_offered", rule: "KP-5",
            "A message from last time is kept: “\(PoolReview.beginning(of: kept))” It is not sent unless saved_message is set."
        )
    }

    private var signature: Finding? {
        if options.signature != nil {
            return Finding(
                .note, code: "signature_replaces", rule: "KP-6",
                "The signature of your own takes the place of the standard one.")
        }
        guard let kept = pool.signature else { return nil }
        return Finding(
            .note, code: "signature_offered", rule: "KP-6",
            "A signature from last time is kept: “\(PoolReview.beginning(of: kept))” The standard one is sent unless saved_signature is set."
        )
    }

    /// Its first line, cut where it is long.
    private static func beginning(of text: String) -> String {
        let line = text.trimmed.prefix { !$0.isNewline }
        return line.count > 60 ? line.prefix(60) + "…" : line.count < text.trimmed.count ? line + " …" : String(line)
    }
}

/// A moment in time: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Time enters the product only through a clock that is passed in, so that one seed replays a failure.
public struct Instant: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    /// Cut to whole milliseconds; a moment beyond what can be told becomes the last (or first) that can.
    public func advanced(by duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let sum = Int128(milliseconds) + Int128(seconds) * 1000 + Int128(attoseconds / 1_000_000_000_000_000)
        return Instant(milliseconds: Int64(clamping: sum))
    }

    /// The time from `earlier` to this instant; negative when `earlier` is the later one.
    public func since(_ earlier: Instant) -> Duration {
        .milliseconds(milliseconds) - .milliseconds(earlier.milliseconds)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC, to the second where the milliseconds are zero: `2026-11-09T08:41:00Z`.
    public var description: String {
        let date = CalendarDate(daysSince1970: floorDivide(milliseconds, 86_400_000).quotient)
        let ofDay = floorDivide(milliseconds, 86_400_000).remainder
        let (h, m, s, f) = (ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60, ofDay % 1000)
        let fraction = f == 0 ? "" : ".\(padded(f, to: 3))"
        return "\(date)T\(padded(h, to: 2)):\(padded(m, to: 2)):\(padded(s, to: 2))\(fraction)Z"
    }

    /// Reads RFC 3339 (`T` or one space between, any offset, fractions cut to milliseconds, a leap second counted as the
    /// second before it); nil when it is anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(bytes[10]) else {
            return nil
        }
        guard let date = CalendarDate(bytes: bytes[0..<10]) else { return nil }
        guard let h = digits(bytes[11..<13]), let m = digits(bytes[14..<16]), let s = digits(bytes[17..<19]),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), h < 24, m < 60, s < 61
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let figures = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !figures.isEmpty else { return nil }
            for place in 0..<3 {
                let figure = place < figures.count ? Int64(figures[figures.startIndex + place]) - 48 : 0
                fraction = fraction * 10 + figure
            }
            rest = rest.dropFirst(1 + figures.count)
        }
        guard let offset = Instant.offsetMinutes(rest) else { return nil }
        let ofDay = (h * 3600 + m * 60 + min(s, 59)) * 1000 + fraction
        milliseconds = date.daysSince1970 * 86_400_000 + ofDay - offset * 60_000
    }

    private static func offsetMinutes(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let sign = bytes.first else { return nil }
        if bytes.count == 1 { return sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") ? 0 : nil }
        let at = bytes.startIndex
        guard bytes.count == 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            bytes[at + 3] == UInt8(ascii: ":"),
            let h = digits(bytes[at + 1..<at + 3]), let m = digits(bytes[at + 4..<at + 6]), h < 24, m < 60
        else { return nil }
        return (h * 60 + m) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an RFC 3339 time: \(text.prefix(40))"))
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

import Foundation
import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Instants")
struct InstantTests {
    @Test("writing and reading agree with Foundation's ISO 8601, to the millisecond")
    func agreesWithFoundation() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        forAll(cases: 4000) { random in
            let instant = Instant(milliseconds: random.number(in: -12_000_000_000_000...253_402_300_799_999))
            let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
            try #require(Instant(instant.description) == instant)
            let theirs = try #require(Instant(date.formatted(style)))
            try #require(abs(theirs.milliseconds - instant.milliseconds) <= 1)
            let parsed = try Date(instant.description, strategy: instant.milliseconds % 1000 == 0 ? .iso8601 : style)
            try #require(Int64((parsed.timeIntervalSince1970 * 1000).rounded()) == instant.milliseconds)
        }
    }

    @Test("an offset moves the time to UTC")
    func offsets() {
        forAll(cases: 2000) { random in
            let instant = Instant(milliseconds: random.number(in: 0...4_102_444_799) * 1000)
            let minutes = random.number(in: -1439...1439)
            let local = instant.advanced(by: .seconds(minutes * 60)).description.dropLast()
            let offset = "\(minutes < 0 ? "-" : "+")\(Self.two(abs(minutes) / 60)):\(Self.two(abs(minutes) % 60))"
            try #require(Instant(local + offset) == instant)
        }
    }

    @Test("forms of RFC 3339 that mean one moment are read as one")
    func forms() {
        let expected = Instant(milliseconds: 1_794_213_660_120)
        for text in [
            "2026-11-09T08:41:00.12Z", "2026-11-09t08:41:00.120z", "2026-11-09 08:41:00.1209999+00:00",
            "2026-11-09T09:41:00.12+01:00",
        ] { #expect(Instant(text) == expected, "\(text)") }
        #expect(expected.description == "2026-11-09T08:41:00.120Z")
        #expect(Instant("2016-12-31T23:59:60Z") == Instant("2016-12-31T23:59:59Z"))
    }

    @Test(
        "what is no RFC 3339 time is refused",
        arguments: [
            "", "2026-11-09", "2026-11-09T08:41:00", "2026-11-09T08:41Z", "2026-11-09T24:00:00Z",
            "2026-11-09T08:60:00Z",
            "2026-11-09T08:41:61Z", "2026-11-09T08:41:00.Z", "2026-11-09T08:41:00,5Z", "2026-11-09T08:41:00+1:00",
            "2026-11-09T08:41:00+0100", "2026-11-09T08:41:00+24:00", "2026-02-30T08:41:00Z", "2026-11-09_08:41:00Z",
            "2026-11-09T08:41:00Zx", "2026-11-09T08:41:00 Z", "2026-11-09T-8:41:00Z", "2026-11-09T08:41:0０Z",
        ])
    func refused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("adding a duration and asking for it back gives the same duration, and no clock's end is a crash")
    func arithmetic() {
        forAll { random in
            let (a, step) = (random.instant(), Duration.milliseconds(random.number(in: -9_000_000...9_000_000)))
            try #require(a.advanced(by: step).since(a) == step)
        }
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        #expect(last.advanced(by: .seconds(Int64.max)) == last)
        #expect(first.advanced(by: .seconds(Int64.min)) == first)
        #expect(last.since(first) > .seconds(1))
        #expect(first.description.hasSuffix("Z"))
    }

    @Test("JSON holds it as text, and anything else is refused")
    func coding() throws {
        let instant = Instant(milliseconds: 1_794_213_660_000)
        let json = try JSONEncoder().encode([instant])
        #expect(String(decoding: json, as: UTF8.self) == #"["2026-11-09T08:41:00Z"]"#)
        #expect(try JSONDecoder().decode([Instant].self, from: json) == [instant])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Instant].self, from: Data(#"["today"]"#.utf8)) }
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// The server's types that this product meets, by their fixed object ids.
enum PostgresType: UInt32 {
    case bool = 16
    case bytea = 17
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case oid = 26
    case json = 114
    case float4 = 700
    case float8 = 701
    case unknown = 705
    case bpchar = 1042
    case varchar = 1043
    case numeric = 1700
    case jsonb = 3802

    /// A binary `numeric`, such as `sum` of big integers gives; nil when it has a fraction or does not fit.
    static func wholeNumber(numeric bytes: UnsafeRawBufferPointer) -> Int64? {
        func word(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        guard bytes.count >= 8 else { return nil }
        let (digits, weight, sign) = (word(0), word(1), UInt16(truncatingIfNeeded: word(2)))
        guard sign == 0 || sign == 0x4000, digits <= weight + 1 || digits == 0, weight < 5 else { return nil }
        guard digits > 0 else { return 0 }
        var value: Int64 = 0
        for place in 0...weight {
            let (scaled, over) = value.multipliedReportingOverflow(by: 10000)
            let (sum, overToo) = scaled.subtractingReportingOverflow(place < digits ? Int64(word(4 + place)) : 0)
            guard !over, !overToo else { return nil }
            value = sum
        }
        // Summed up below zero, because the smallest number has no positive twin.
        return sign == 0x4000 ? value : (value == .min ? nil : -value)
    }
}

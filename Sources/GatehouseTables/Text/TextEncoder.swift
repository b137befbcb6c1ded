/// Turns UTF-8 into bytes of one encoding, so that a marked file goes back in the encoding it came in.
struct TextEncoder {
    let encoding: TextEncoding

    /// What the encoding cannot spell becomes `?`.
    func encode(_ text: some Sequence<UInt8>, into output: inout [UInt8]) {
        switch encoding {
        case .utf8: output.append(contentsOf: text)
        case .utf16LE: units(text) { output += [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BE: units(text) { output += [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        default:
            guard let page = encoding.page else { return }
            scalars(text) { output.append(page.byte($0) ?? UInt8(ascii: "?")) }
        }
    }

    private func units(_ text: some Sequence<UInt8>, _ take: (UInt16) -> Void) {
        scalars(text) { scalar in UTF16.encode(scalar).map { $0.forEach(take) } }
    }

    private func scalars(_ text: some Sequence<UInt8>, _ take: (Unicode.Scalar) -> Void) {
        var bytes = text.makeIterator()
        var codec = UTF8()
        while true {
            switch codec.decode(&bytes) {
            case .scalarValue(let scalar): take(scalar)
            case .error: take("\u{FFFD}")
            case .emptyInput: return
            }
        }
    }
}

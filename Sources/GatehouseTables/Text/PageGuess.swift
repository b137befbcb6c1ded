/// Which single-byte encoding? Windows-1252 unless it reads badly (symbols or capitals inside words) where another does not.
/// Never certain: a person is shown the result.
enum PageGuess {
    /// Letters beyond ASCII of the languages that people here write in.
    private static let usual = Set("äöüßéèêëàâçîïôûùœñóíáúłąęśżźćńåøæãõìòÄÖÜÉÀÇÑÓÁŁŚŻŹÅØÆ’–€".unicodeScalars)

    static func judge(_ bytes: UnsafeRawBufferPointer) -> EncodingFinding {
        let standard = Reading(bytes, .windows1252)
        var best = (encoding: TextEncoding.windows1252, reading: standard)
        if standard.high >= 3, standard.bad * 4 >= standard.high {
            for encoding in [TextEncoding.windows1250, .macRoman, .ibm850, .latin2, .latin9] {
                let reading = Reading(bytes, encoding)
                if reading.bad * 10 <= reading.high, reading.merit > best.reading.merit { best = (encoding, reading) }
            }
        }
        let other =
            best.encoding == .windows1252
            ? (standard.bad * 4 >= standard.high ? "but some characters look wrong" : "check the accented letters")
            : "Windows-1252 would put symbols inside words; check the accented letters"
        var finding = EncodingFinding(
            best.encoding, certain: false, hint: "the file is not UTF-8; read as \(best.encoding.rawValue), \(other)")
        finding.readsBadly = best.encoding == .windows1252 && standard.bad * 4 >= standard.high
        return finding
    }

    private struct Reading {
        var high = 0
        /// Upper bytes that make no sense where they stand.
        var bad = 0
        var familiar = 0
        var merit: Int { familiar - 3 * bad }

        init(_ bytes: UnsafeRawBufferPointer, _ encoding: TextEncoding) {
            guard let page = encoding.page else { return }
            func scalar(_ index: Int) -> Unicode.Scalar? {
                guard bytes.indices.contains(index) else { return nil }
                return bytes[index] < 128 ? Unicode.Scalar(bytes[index]) : page.scalars[Int(bytes[index]) - 128]
            }
            for index in bytes.indices where bytes[index] >= 128 {
                guard let here = scalar(index) else { continue }
                high += 1
                let before = scalar(index - 1)?.properties
                let inside = before?.isAlphabetic == true && scalar(index + 1)?.properties.isAlphabetic == true
                let isLetter = here.properties.isAlphabetic
                let shouts = here.properties.isUppercase && before?.isLowercase == true
                if here.value < 0xA0 || (inside && !isLetter && here != "’") || shouts {
                    bad += 1
                } else if PageGuess.usual.contains(here) {
                    familiar += 1
                }
            }
        }
    }
}

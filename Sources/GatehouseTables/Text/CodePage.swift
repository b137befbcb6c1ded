/// The upper half of a single-byte encoding. Bytes that the encoding leaves open stand for the control character of the same
/// number (as browsers read them), so that decoding and encoding again gives the same bytes.
struct CodePage: Sendable {
    /// The 128 scalars of bytes 0x80 to 0xFF.
    let scalars: [Unicode.Scalar]
    private let bytes: [Unicode.Scalar: UInt8]

    private init(_ rows: String...) {
        scalars = rows.flatMap { Array($0.unicodeScalars) }
        precondition(scalars.count == 128, "a code page has 128 upper characters")
        bytes = Dictionary(uniqueKeysWithValues: zip(scalars, UInt8(128)...255))
    }

    /// Nil when the encoding has no such character.
    func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        scalar.value < 128 ? UInt8(scalar.value) : bytes[scalar]
    }

    static let windows1252 = CodePage(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}",
        "\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ",
        "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯",
        "°±²³´µ¶·¸¹º»¼½¾¿",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ",
        "ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
        "àáâãäåæçèéêëìíîï",
        "ðñòóôõö÷øùúûüýþÿ")

    static let windows1250 = CodePage(
        "€\u{81}‚\u{83}„…†‡\u{88}‰Š‹ŚŤŽŹ",
        "\u{90}‘’“”•–—\u{98}™š›śťžź",
        "\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż",
        "°±˛ł´µ¶·¸ąş»Ľ˝ľż",
        "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ",
        "ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß",
        "ŕáâăäĺćçčéęëěíîď",
        "đńňóôőö÷řůúűüýţ˙")

    static let latin2 = CodePage(
        "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{8D}\u{8E}\u{8F}",
        "\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9A}\u{9B}\u{9C}\u{9D}\u{9E}\u{9F}",
        "\u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ",
        "°ą˛ł´ľśˇ¸šşťź˝žż",
        "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ",
        "ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß",
        "ŕáâăäĺćçčéęëěíîď",
        "đńňóôőö÷řůúűüýţ˙")

    static let latin9 = CodePage(
        "\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{8D}\u{8E}\u{8F}",
        "\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\u{9A}\u{9B}\u{9C}\u{9D}\u{9E}\u{9F}",
        "\u{A0}¡¢£€¥Š§š©ª«¬\u{AD}®¯",
        "°±²³Žµ¶·ž¹º»ŒœŸ¿",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ",
        "ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
        "àáâãäåæçèéêëìíîï",
        "ðñòóôõö÷øùúûüýþÿ")

    static let macRoman = CodePage(
        "ÄÅÇÉÑÖÜáàâäãåçéè",
        "êëíìîïñóòôöõúùûü",
        "†°¢£§•¶ß®©™´¨≠ÆØ",
        "∞±≤≥¥µ∂∑∏π∫ªºΩæø",
        "¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ",
        "–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ",
        "‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ",
        "\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ")

    static let ibm850 = CodePage(
        "ÇüéâäàåçêëèïîìÄÅ",
        "ÉæÆôöòûùÿÖÜø£Ø×ƒ",
        "áíóúñÑªº¿®¬½¼¡«»",
        "░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
        "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤",
        "ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
        "ÓßÔÒõÕµþÞÚÛÙýÝ¯´",
        "\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}")

}

import GatehouseModel
import GatehouseTables

extension CodesFile {
    /// What is wrong with the link beside a code: it redeems one that is not the row's, or leads elsewhere (CB-14). Nil where
    /// the row has no link, or the vendor's links are not made of their codes.
    func linkFault(in row: borrowing TableRow, of code: UnsafeRawBufferPointer) -> Reason? {
        guard let linkBase, let link, let bytes = row.bytes(link) else { return nil }
        let shown = CodesFile.trimmed(bytes)
        if shown.isEmpty { return nil }
        guard let redeemed = linkBase.code(in: shown) else { return .linkElsewhere }
        if LinkBase.isSame(redeemed, code) { return nil }
        // Either code of a bundle with two redeems the same unit (CB-18).
        let isOther = aliases.contains { place in
            row.bytes(place).map { LinkBase.isSame(redeemed, CodesFile.trimmed($0)) } ?? false
        }
        return isOther ? nil : .linkOfAnother
    }

    /// A link as it may be shown: its site, and the last letters of what it redeems.
    static func shownLink(_ link: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: link, as: UTF8.self)
        let site = text.firstRange(of: "://").map { text[$0.upperBound...].prefix { $0 != "/" } } ?? ""
        return site.prefix(40) + "/" + Secret(text).masked
    }
}

/// The address that a vendor's redeem links begin with; its letters' case and http for https make no other of it.
struct LinkBase {
    private let bytes: [UInt8]

    init(_ address: String) {
        let isOpen = address.hasSuffix("/") || address.hasSuffix("=") || address.hasSuffix("#")
        bytes = Array((LinkBase.withoutScheme(address) + (isOpen ? "" : "/")).utf8)
    }

    static func isLink(_ text: UnsafeRawBufferPointer) -> Bool { schemes.contains { begins(text, with: $0) } }

    /// What parts a link's end from what leads elsewhere, or stands for another sign.
    private static let parting = Set("/?#%".utf8)

    /// Whether a link's end is a code as it stands.
    static func isPlain(_ end: UnsafeRawBufferPointer) -> Bool { !end.contains(where: parting.contains) }

    /// What stands behind the address, still percent-encoded, but for a last slash and an empty query or fragment, which lead to
    /// the same page; nil where the link begins otherwise, or ends there.
    func code(in link: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let scheme = LinkBase.schemes.first(where: { LinkBase.begins(link, with: $0) }) else { return nil }
        var end = link.count
        while end > scheme.count, LinkFolding.isEmptyEnd(link[end - 1]) { end -= 1 }
        let rest = UnsafeRawBufferPointer(rebasing: link[scheme.count..<end])
        guard rest.count > bytes.count, LinkBase.begins(rest, with: bytes) else { return nil }
        return UnsafeRawBufferPointer(rebasing: rest[bytes.count...])
    }

    /// Whether a link's end names a code, as the page that redeems it reads it: however it is spelt.
    static func isSame(_ end: UnsafeRawBufferPointer, _ code: UnsafeRawBufferPointer) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * end.count + code.count + 1) { room in
            guard let start = room.baseAddress else { return false }
            let plain = UnsafeRawBufferPointer(start: start, count: decode(end, into: start))
            let (one, other) = (start + end.count, start + 2 * end.count)
            let (ended, named) = (
                CodeFolding.fold(CodeFolding.trimmed(plain), into: one).count, CodeFolding.fold(code, into: other).count
            )
            return ended == named && (0..<ended).allSatisfy { one[$0] == other[$0] }
        }
    }

    /// Percent-encoded bytes as they are meant.
    private static func decode(_ text: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) -> Int {
        var (place, count) = (0, 0)
        while place < text.count {
            if text[place] == percent, place + 2 < text.count, let high = figure(text[place + 1]),
                let low = figure(text[place + 2])
            {
                out[count] = high << 4 | low
                place += 2
            } else {
                out[count] = text[place]
            }
            place += 1
            count += 1
        }
        return count
    }

    private static let schemes = [Array("https://".utf8), Array("http://".utf8)]
    private static let percent = UInt8(ascii: "%")

    private static func withoutScheme(_ address: String) -> String {
        String(address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...])
    }

    private static func begins(_ text: UnsafeRawBufferPointer, with start: [UInt8]) -> Bool {
        guard text.count >= start.count else { return false }
        for place in start.indices where lowered(text[place]) != lowered(start[place]) { return false }
        return true
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    private static func figure(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}

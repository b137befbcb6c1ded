/// Rewrites a sheet's XML as it streams by: two cells more in every row, everything else as it was.
struct SheetMarker {
    private let headerRow: Int
    /// Where the two columns go, from 0; cells that stand there already are dropped.
    private let column: Int
    private let marks: RowMarks
    private var row = 0
    private var dropping: String?

    init(headerRow: Int, column: Int, marks: RowMarks) {
        self.headerRow = headerRow
        self.column = column
        self.marks = marks
    }

    mutating func take(_ piece: MarkupScanner.Piece, into output: inout [UInt8]) {
        switch piece {
        case .between(let bytes): if dropping == nil { output += bytes }
        case .tag(let bytes):
            // Most tags are no row's, cell's or dimension's: only those are looked into.
            guard Self.isRelevant(bytes) || dropping != nil else {
                output += bytes
                return
            }
            take(MarkupTag(bytes), bytes, into: &output)
        }
    }

    private mutating func take(_ tag: MarkupTag, _ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) {
        if let name = dropping {
            if tag.kind == .closing, tag.name == name { dropping = nil }
            return
        }
        switch (tag.localName, tag.kind) {
        case ("row", .closing):
            output += cells(prefix: tag.prefix).utf8
            output += bytes
        case ("row", let kind):
            row = tag.attribute("r").flatMap { Int($0.value) } ?? row + 1
            let wide = tag.replacing("spans", by: nil)
            if kind == .opening {
                output += wide.text.utf8
            } else {
                output += (wide.text.dropLast(2) + ">" + cells(prefix: tag.prefix) + "</\(tag.name)>").utf8
            }
        case ("c", .opening), ("c", .empty):
            let index = tag.attribute("r").flatMap { ColumnName.index($0.value) } ?? 0
            if index < column { output += bytes } else if tag.kind == .opening { dropping = tag.name }
        case ("dimension", _): output += widened(tag).text.utf8
        default: output += bytes
        }
    }

    private static func isRelevant(_ tag: ArraySlice<UInt8>) -> Bool {
        let start = tag.dropFirst().first == UInt8(ascii: "/") ? tag.dropFirst(2) : tag.dropFirst()
        let name = start.prefix { $0 > .space && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
        let local = name.lastIndex(of: .colon).map { name[($0 + 1)...] } ?? name
        return local.elementsEqual("c".utf8) || local.elementsEqual("row".utf8) || local.elementsEqual("dimension".utf8)
    }

    /// The two cells of the present row; nothing where there is nothing to say.
    private func cells(prefix: Substring) -> String {
        let texts = row == headerRow ? TableHeader.marks : marks[row].map { [$0.error, $0.remedy] } ?? []
        return zip(column..., texts).map { column, text in
            let place = "\(ColumnName.letters(column))\(row)"
            return "<\(prefix)c r=\"\(place)\" t=\"inlineStr\"><\(prefix)is><\(prefix)t xml:space=\"preserve\">"
                + "\(Self.escaped(EscapedText.encoded(text)))</\(prefix)t></\(prefix)is></\(prefix)c>"
        }.joined()
    }

    /// The sheet's used range, two columns wider; readers take it as a promise.
    private func widened(_ tag: MarkupTag) -> MarkupTag {
        guard let range = tag.attribute("ref")?.value else { return tag }
        let corners = range.split(separator: ":")
        guard let first = corners.first, let last = corners.last, let row = last.firstIndex(where: \.isNumber) else {
            return tag
        }
        return tag.replacing("ref", by: "\(first):\(ColumnName.letters(column + 1))\(last[row...])")
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}

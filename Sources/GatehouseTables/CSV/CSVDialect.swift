/// How a CSV file is written: which byte parts the fields, which one quotes them, how a quote inside quotes is told.
///
/// All are single bytes of the text as UTF-8 and must be ASCII, all different. A doubled quote inside quotes always means
/// one quote (RFC 4180); `escape` adds a second way, as MySQL and R write it.
package struct CSVDialect: Sendable, Hashable {
    /// Where a record ends. Quoted line breaks never end one.
    package enum RecordEnd: Sendable, Hashable {
        /// LF, CRLF and CR, mixed as they come.
        case any
        /// CR or CRLF only; a bare LF belongs to the field (old Mac exports of many-line text).
        case carriageReturn
        /// CRLF only; a bare LF or CR belongs to the field (database exports that quote nothing).
        case pair
    }

    package var delimiter: UInt8
    /// Nil: no byte quotes, every quote is text.
    package var quote: UInt8?
    /// Makes the next byte literal, inside quotes and outside. Nil: only doubling.
    package var escape: UInt8?
    package var recordEnd: RecordEnd
    /// Spaces between a delimiter and an opening quote are not part of the field (`"a", "b"`).
    package var spaceBeforeQuote: Bool

    package init(
        delimiter: UInt8 = .comma, quote: UInt8? = .doubleQuote, escape: UInt8? = nil, recordEnd: RecordEnd = .any,
        spaceBeforeQuote: Bool = false
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.escape = escape
        self.recordEnd = recordEnd
        self.spaceBeforeQuote = spaceBeforeQuote
    }
}

extension UInt8 {
    package static let null: UInt8 = 0
    package static let tab: UInt8 = 9
    package static let lineFeed: UInt8 = 10
    package static let carriageReturn: UInt8 = 13
    package static let space: UInt8 = 32
    package static let doubleQuote: UInt8 = 34
    package static let apostrophe: UInt8 = 39
    package static let comma: UInt8 = 44
    package static let colon: UInt8 = 58
    package static let semicolon: UInt8 = 59
    package static let backslash: UInt8 = 92
    package static let pipe: UInt8 = 124
}

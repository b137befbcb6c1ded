/// Reads a CSV of any size from any byte source: finds out encoding and dialect where they are not given, then visits every
/// record in bounded memory.
package struct CSVReader: ~Copyable {
    /// What a person or a setting says about a CSV; nil is found out.
    package struct Settings: Sendable {
        package var encoding: TextEncoding?
        package var delimiter: UInt8?
        /// Wins over `delimiter`.
        package var dialect: CSVDialect?
        package var limits: CSVLimits

        package init(
            encoding: TextEncoding? = nil, delimiter: UInt8? = nil, dialect: CSVDialect? = nil,
            limits: CSVLimits = CSVLimits()
        ) {
            self.encoding = encoding
            self.delimiter = delimiter
            self.dialect = dialect
            self.limits = limits
        }
    }

    /// Bytes of the beginning that the dialect is judged by.
    static let sampleBytes = 1 << 16
    private static let chunkBytes = 1 << 16

    package let text: TextStream
    package let dialect: DialectFinding
    private let limits: CSVLimits
    private let file: String?

    /// - Parameters:
    ///   - file: the name for messages.
    ///   - known: what was found out about the dialect of this very source before; nil finds it out.
    ///   - lossless: give records of UTF-8 as they are, broken or not.
    /// Throws `TableError` `.unreadable` or `.unknownEncoding`.
    package init(
        _ source: any ByteSource, file: String? = nil, settings: Settings = Settings(), known: DialectFinding? = nil,
        lossless: Bool = false
    ) throws {
        let text: TextStream
        do {
            text = try TextStream(source, encoding: settings.encoding, lossless: lossless)
        } catch var error as TableError {
            error.file = error.file ?? file
            throw error
        }
        // Not with `??`: its closure over a reader half made is compiled wrongly with optimisation (Swift 6).
        if let known { dialect = known } else { dialect = Self.judge(text, settings) }
        self.text = text
        limits = settings.limits
        self.file = file
    }

    private static func judge(_ text: TextStream, _ settings: Settings) -> DialectFinding {
        let (sample, complete) = text.peek(sampleBytes)
        var found = sample.withUnsafeBytes {
            DialectFinding.judge($0, complete: complete, delimiter: settings.dialect?.delimiter ?? settings.delimiter)
        }
        if let given = settings.dialect { found.dialect = given }
        return found
    }

    /// Visits every record, blank lines too. Once only.
    package consuming func forEachRecord(_ visit: CSVParser.Visit) throws {
        let hint = dialect.preambleBytes > 0
        var parser = CSVParser(dialect: dialect.dialect, limits: limits, firstNumber: hint ? 0 : 1)
        let text = text
        let tableOnly: CSVParser.Visit = { if $0.number > 0 { try visit($0) } }
        do {
            while try parser.fill(Self.chunkBytes, from: { try text.read(into: $0) }) > 0 {
                try parser.drain(final: false, tableOnly)
            }
            try parser.finish(tableOnly)
        } catch var error as TableError {
            error.file = error.file ?? file
            throw error
        }
    }

    /// All records of a small text, blank lines left out.
    package static func records(_ text: String, dialect: CSVDialect = CSVDialect()) throws -> [[String]] {
        var records: [[String]] = []
        var parser = CSVParser(dialect: dialect)
        let take: CSVParser.Visit = { if !$0.isBlank { records.append($0.strings()) } }
        var text = text
        try text.withUTF8 { try parser.push(UnsafeRawBufferPointer($0), take) }
        try parser.finish(take)
        return records
    }
}

/// What can be wrong with a record, for the person.
extension CSVParser {
    func unterminated() -> TableError {
        let lost = discarded + filled - (passedFrom ?? discarded + recordStart)
        return TableError(
            .unterminatedQuote, row: number, line: quoteLine,
            reason: "the quote that opens here is never closed"
                + (limits.passesOver ? ": its row and what follows, \(lost) bytes, were not read" : ""),
            remedy: "close it, or double every quote that belongs to the text",
            detail: "record \(number), field \(spanCount + 1), from byte \(discarded + fieldStart)")
    }

    func tooLong() -> TableError {
        let hint =
            input.base.load(fromByteOffset: fieldStart, as: UInt8.self) == dialect.quote
            ? "check that the quote which opens it is closed" : "check the delimiter and the line breaks"
        return TableError(
            .fieldTooLong, row: number, line: recordLine,
            reason: "field \(spanCount + 1) is longer than \(limits.fieldBytes) bytes",
            remedy: hint, detail: "from byte \(discarded + fieldStart)")
    }

    func recordTooLong() -> TableError {
        TableError(
            .recordTooLong, row: number, line: recordLine,
            reason: "the record is longer than \(limits.recordBytes) bytes",
            remedy: "check quotes and line breaks from this line on", detail: "from byte \(discarded + recordStart)")
    }

    func tooManyColumns() -> TableError {
        TableError(
            .tooManyColumns, row: number, line: recordLine,
            reason: "the record has more than \(limits.columns) columns",
            remedy: "check the delimiter and the line breaks")
    }
}

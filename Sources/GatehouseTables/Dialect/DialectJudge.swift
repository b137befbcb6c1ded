/// Tries the dialects that come into question on a beginning of text and compares them.
struct DialectJudge {
    /// In the order in which they are preferred when nothing else decides.
    static let delimiters: [UInt8] = [
        .comma, .semicolon, .tab, .pipe, UInt8(ascii: "^"), UInt8(ascii: "~"), 0x1F, .colon, .space,
    ]
    private static let usual: Set<UInt8> = [.comma, .semicolon, .tab, .pipe]

    let text: UnsafeRawBufferPointer
    let complete: Bool
    let knownHeader: ([String]) -> Int

    struct Candidate {
        let trial: DialectTrial
        /// How many of the first record's cells are column names that the reader knows.
        let known: Int
        /// For ranking.
        let merit: Double
        /// For asking whether it might be right after all; rare delimiters claim more than they merit.
        let claim: Double
    }

    func decide(only given: UInt8?) -> DialectFinding {
        let counts = ByteCounts(text)
        let tried = (given.map { [$0] } ?? Self.delimiters.filter { counts[$0] > 0 }).map {
            best(delimiter: $0, counts)
        }
        let ranked = tried.sorted { $0.merit > $1.merit }
        guard let first = ranked.first, first.merit > 0 || given != nil else { return singleColumn(counts) }
        let doubt = given == nil ? doubt(first, against: ranked.dropFirst()) : nil
        return finding(first.trial, doubt: doubt)
    }

    // MARK: One delimiter

    /// The best of the ways to quote and to end records with this delimiter.
    private func best(delimiter: UInt8, _ counts: ByteCounts) -> Candidate {
        let plain = candidate(CSVDialect(delimiter: delimiter))
        var options = [plain]
        if counts.backslashQuotes > 0 {
            options.append(candidate(CSVDialect(delimiter: delimiter, escape: .backslash)))
        }
        if counts.spacedQuotes(behind: delimiter) > 0 {
            options.append(candidate(CSVDialect(delimiter: delimiter, spaceBeforeQuote: true)))
        }
        if counts[.apostrophe] > 1, plain.trial.quotedCells == 0 {
            options.append(candidate(CSVDialect(delimiter: delimiter, quote: .apostrophe)))
        }
        // Text parted by tabs is often written without any quoting. Elsewhere a quote gone wrong is a mistake to report.
        if delimiter == .tab, plain.trial.oddities > 0 {
            options.append(candidate(CSVDialect(delimiter: delimiter, quote: nil)))
        }
        if plain.trial.uniformity < 0.9 {
            // Perhaps some line breaks belong to fields that nobody quoted.
            if counts.loneReturns > 0, counts.loneFeeds > 0 {
                options.append(candidate(CSVDialect(delimiter: delimiter, recordEnd: .carriageReturn)))
            }
            if counts.pairs > 0, counts.loneFeeds + counts.loneReturns > 0 {
                options.append(candidate(CSVDialect(delimiter: delimiter, recordEnd: .pair)))
            }
        }
        // The plain way stays unless another is clearly better.
        return options.dropFirst().reduce(plain) { $1.merit > $0.merit * 1.02 ? $1 : $0 }
    }

    private func candidate(_ dialect: CSVDialect) -> Candidate {
        let trial = DialectTrial(dialect, text: text, complete: complete)
        let known = knownHeader(trial.firstRow)
        let claim = trial.score * (known >= 2 ? 1.5 : 1) * (Self.usual.contains(dialect.delimiter) ? 1 : 0.7)
        // In a single record a list within a field can outnumber the fields.
        let prior = dialect.delimiter == .pipe && trial.records == 1 ? 0.7 : 1
        return Candidate(trial: trial, known: known, merit: isCredible(trial) ? claim * prior : 0, claim: claim)
    }

    /// Spaces and colons stand in ordinary text as well: as delimiters they need clean columns.
    private func isCredible(_ trial: DialectTrial) -> Bool {
        switch trial.dialect.delimiter {
        case .space, .colon:
            let isQuoted = trial.oddities == 0 && trial.quotedCells * 4 >= trial.cells
            return isQuoted || (trial.uniformity >= 0.9 && trial.plausibility >= 0.9)
        default: return true
        }
    }

    // MARK: Comparing

    /// Why a person must be asked; nil when nothing speaks against `first`.
    private func doubt(_ first: Candidate, against others: some Collection<Candidate>) -> String? {
        let trial = first.trial
        if !Self.usual.contains(trial.dialect.delimiter) { return "this delimiter is unusual" }
        let rival = others.max { $0.claim < $1.claim }
        let wider = others.first { $0.trial.isClean && $0.trial.width > trial.width }
        if let second = rival.flatMap({ $0.claim > first.claim * 0.6 ? $0 : nil }) ?? wider {
            return "\(Self.name(second.trial.dialect.delimiter)) would fit almost as well"
        }
        if trial.records < 2 { return "one record is too little to tell" }
        let isAlone = (rival?.claim ?? 0) < first.claim * 0.25
        if trial.uniformity < (isAlone ? 0.5 : 0.7), first.known < 2 {
            return "the records have different numbers of fields"
        }
        if trial.plausibility < (isAlone ? 0.6 : 0.8) { return "many fields do not look like values" }
        if trial.isUnterminated { return "a quote is never closed" }
        if trial.oddities * 10 > trial.records { return "quotes stand in odd places" }
        return nil
    }

    static func name(_ delimiter: UInt8) -> String {
        switch delimiter {
        case .comma: "comma"
        case .semicolon: "semicolon"
        case .tab: "tab"
        case .pipe: "pipe"
        case .colon: "colon"
        case .space: "space"
        default: "\"\(Unicode.Scalar(delimiter))\""
        }
    }

    // MARK: Answers

    private func finding(_ trial: DialectTrial, doubt: String?) -> DialectFinding {
        let header = HeaderGuess(trial, known: knownHeader(trial.firstRow))
        return DialectFinding(
            dialect: trial.dialect, lineEnding: trial.endings.kind, hasHeader: header.isHeader,
            headerCertain: header.certain, certain: doubt == nil, doubt: doubt, preambleBytes: 0)
    }

    /// No delimiter makes columns: one column. Certain only when no possible delimiter occurs at all.
    private func singleColumn(_ counts: ByteCounts) -> DialectFinding {
        let trial = DialectTrial(CSVDialect(), text: text, complete: complete)
        let possible = Self.delimiters.contains { counts[$0] > 0 }
        return finding(trial, doubt: possible || trial.records == 0 ? "no delimiter makes columns" : nil)
    }
}

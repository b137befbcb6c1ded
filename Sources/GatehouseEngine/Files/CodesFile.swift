import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseTables

/// Where the columns of a file of codes stand, and what its rows must hold. Looks at bytes; a text is made only of what is kept.
package struct CodesFile: Sendable {
    /// What a row must be, as the person asked.
    package struct Rules: Sendable {
        package var pattern: CodePattern?
        /// The words that the assessment column may hold; nil takes any.
        package var assessments: [String]?
        /// A row of a file that has the column must say when it expires.
        package var expiryIsRequired = false
        /// The day on which the file is taken in: what was good until an earlier one is no longer given out. Nil takes any day.
        package var today: CalendarDate?
        /// The connection's own, which every link must begin with (CB-14); nil takes any link.
        package var redeemAddress: String?
        /// A row whose last day is past does not come in.
        package var refusesExpired = false
        /// What the supply is for, by id: the rule for a file with an assessment column where `assessments` says nothing.
        package var ownAssessments: [String] = []
        /// By which a column of the vendor's words is read, where the file has one: only what it shows as free comes in.
        package var vocabulary: (words: Vocabulary, facet: Facet)?
        /// What the connection's other supplies are called, as vendor words are compared.
        package var otherSupplies: Set<String> = []
        package init(pattern: CodePattern? = nil, assessments: [String]? = nil, expiryIsRequired: Bool = false) {
            (self.pattern, self.assessments, self.expiryIsRequired) = (pattern, assessments, expiryIsRequired)
        }
    }

    /// Why a row does not come in.
    package enum Reason: String, Hashable, Sendable, CaseIterable, Codable {
        case badFormat = "bad_format"
        case badDate = "bad_date"
        case expired
        case unknownProduct = "unknown_product"
        /// The file itself says who has it.
        case hasRecipient = "has_recipient"
        /// The file itself says that it was handed out, used or taken back.
        case notFree = "not_free"
        case otherSupply = "other_supply"
        case duplicateInFile = "duplicate_in_file"
        case alreadyKnown = "already_known"
        /// Its link redeems another code.
        case linkOfAnother = "link_of_another_code"
        /// Its link is none of the connection's redeem address.
        case linkElsewhere = "link_elsewhere"

        /// What is wrong and what to do, after the column and its value.
        package var words: String {
            switch self {
            case .badFormat:
                "not a code, not of the shape asked for, or turned into a number by a spreadsheet; correct it, or --pattern"
            case .badDate: "no day on which it expires, or one that could be two; write it as 2027-01-31"
            case .expired: "its last day is past: it can no longer be used; ask the vendor for another"
            case .unknownProduct:
                "no assessment of this supply, or not among --assessments; import it into its own supply"
            case .hasRecipient: "somebody has this code already; take the file in with observe"
            case .notFree:
                "the vendor does not show it as free, so nobody may be given it; take the file in with observe, or the vendor's export instead"
            case .otherSupply: "a code of another supply; import it into its own"
            case .duplicateInFile: "stands in this file before; nothing to do"
            case .alreadyKnown: "came in earlier; nothing to do"
            case .linkOfAnother:
                "the link ends in another code than the row's, so that two people would be shown it: the columns were sorted apart; export the file again"
            case .linkElsewhere:
                "the link does not begin with the address where this connection's codes are redeemed; export the file again, or put the address right with 'gatehouse connection rotate'"
            }
        }
    }

    /// One row that does not come in; a code is masked.
    package struct WrongRow: Hashable, Sendable {
        /// Of the file; of a workbook the row.
        package let line: Int64
        package let column: String
        package let value: String
        package let reason: Reason
        /// Of a code that came in earlier: the supply that has it, and what became of it there.
        package var place: String?

        /// What is wrong with it and what to do.
        package var words: String { place.map { "came in earlier: \($0); nothing to do" } ?? reason.words }
    }

    let path: String
    let name: String
    let settings: Table.Settings
    private let columns: [TableColumn]
    private let header: TableHeader
    private let dayNumbers: DayNumbers?
    let rules: Rules
    private let kind: CredentialKind
    private let products: [[UInt8]]
    let credential, link: Int?
    private let expires, product, recipient: Int?
    let word, bundle: Int?
    let aliases: [Int]
    let linkBase: LinkBase?
    /// What is not certain about how the file is read.
    package let doubts: [String]

    /// Opens the file and finds its columns. Throws `TableError`, or `EngineError` `.invalid` when a rule needs a column that is not there.
    package init(
        path: String, name: String? = nil, descriptor: Descriptor, kind: CredentialKind, rules: Rules,
        settings: Table.Settings = .init()
    ) throws {
        let roles = CodesFile.roles(of: descriptor)
        columns = roles.map(\.column)
        let table = try Table(path: path, name: name, columns: columns, settings: settings)
        header = table.header
        dayNumbers = table.dayNumbers
        (self.path, self.name, self.settings, self.rules, self.kind) = (path, table.name, settings, rules, kind)
        func places(_ role: FileFormat.Role) -> [Int] {
            roles.filter { $0.role == role }.compactMap { table.header.index($0.column.key) }
        }
        credential = places(.credential).first
        link = places(.link).first
        expires = places(.expires).first
        product = places(.assessment).first
        recipient = places(.address).first
        word = places(.word).first
        bundle = places(.supply).first
        aliases = places(.alias)
        linkBase = rules.redeemAddress.map(LinkBase.init)
        products = (rules.assessments ?? []).map { Array($0.utf8) }
        doubts = try table.doubts + table.header.unreadWords + CodesFile.figures(table, credential, rules)
        guard credential != nil || link != nil else {
            throw EngineError(.invalid, "\(table.name): no column holds the codes; name one 'code'")
        }
        if rules.assessments != nil, product == nil {
            throw EngineError(
                .invalid, "\(table.name): no column says the assessment; name one 'product', or leave --assessments out"
            )
        }
        if rules.expiryIsRequired, expires == nil {
            throw EngineError(.invalid, "\(table.name): no column says when a code expires; name one 'expires_on'")
        }
    }

    /// Zeros before a number are gone in a sheet, and some codes look like a day: only who asks for a pattern knows that they fit.
    private static func figures(_ table: Table, _ column: Int?, _ rules: Rules) throws -> [String] {
        guard let column, rules.pattern == nil, case let count = try table.figures(in: column), count > 0 else {
            return []
        }
        return [
            "\(count == 1 ? "1 code is a number or a day" : "\(count) codes are numbers or days") in this sheet: zeros before one are lost, if there were any; check one at the vendor, or say with --pattern what codes look like"
        ]
    }

    /// The columns of the provider's own export, and the usual ones for what it does not name.
    private static func roles(of descriptor: Descriptor) -> [(role: FileFormat.Role, column: TableColumn)] {
        var roles = (descriptor.files.first { $0.purpose == .codes }?.columns ?? []).map {
            (role: $0.role, column: TableColumn($0.name, names: $0.aliases))
        }
        let usual: [(FileFormat.Role, TableColumn)] = [
            (.credential, TableColumn("code", names: ["access code", "key", "voucher"])),
            (.assessment, TableColumn("product", names: ["assessment"])),
            (.expires, TableColumn("expires_on", names: ["expires", "expiry date", "valid until"])),
            (.link, TableColumn("link", names: ["url"])),
        ]
        let words = descriptor.files.first { $0.purpose == .status }?.columns.filter { $0.role == .word } ?? []
        for (role, column) in usual + words.map({ ($0.role, TableColumn($0.name, names: $0.aliases)) })
        where !roles.contains(where: { $0.role == role || $0.column.key == column.key }) {
            roles.append((role, column))
        }
        return roles
    }

    /// For one walk over the file.
    var dates: DateMemory { DateMemory(numbers: dayNumbers) }

    /// Visits every row of the file, from its beginning each time.
    func forEachRow(_ visit: (borrowing TableRow) throws -> Void) throws {
        try Table(path: path, name: name, columns: columns, settings: settings).forEachRow(visit)
    }
}

extension CodesFile {
    /// What is wrong with a row by itself; nil when it may come in.
    func fault(in row: borrowing TableRow, _ dates: inout DateMemory, _ words: inout ProductMemory) -> Reason? {
        guard row.problems.isEmpty, let code = code(of: row), isCode(code) else { return .badFormat }
        if link != nil, let fault = linkFault(in: row, of: code) { return fault }
        if let expires, let bytes = row.bytes(expires) {
            let bytes = CodesFile.trimmed(bytes)
            let day = bytes.isEmpty ? nil : dates.date(bytes)
            if day == nil, rules.expiryIsRequired || !bytes.isEmpty { return .badDate }
            if rules.refusesExpired, isPast(day) { return .expired }
        } else if rules.expiryIsRequired {
            return .badDate
        }
        if rules.assessments == nil, !rules.ownAssessments.isEmpty, let bytes = product.flatMap({ row.bytes($0) }) {
            if !words.isOwn(CodesFile.trimmed(bytes), rules.ownAssessments) { return .unknownProduct }
        } else if rules.assessments != nil {
            guard let bytes = product.flatMap({ row.bytes($0) }) else { return .unknownProduct }
            let word = CodesFile.trimmed(bytes)
            guard products.contains(where: { $0.count == word.count && $0.elementsEqual(word) }) else {
                return .unknownProduct
            }
        }
        if let recipient, let bytes = row.bytes(recipient), !CodesFile.trimmed(bytes).isEmpty { return .hasRecipient }
        return standingFault(in: row, &words)
    }

    /// Such a code may come in, and is never given out.
    func isPast(_ day: CalendarDate?) -> Bool {
        guard let day, let today = rules.today else { return false }
        return day < today
    }

    /// The credential of a row without fault.
    func credential(of row: borrowing TableRow, _ dates: inout DateMemory) -> NewCredential? {
        guard let code = code(of: row) else { return nil }
        let expiry = expires.flatMap { row.bytes($0) }.flatMap { dates.date(CodesFile.trimmed($0)) }
        let others = aliases.compactMap { place -> Secret? in
            guard let bytes = row.bytes(place) else { return nil }
            let alias = CodesFile.trimmed(bytes)
            return alias.isEmpty || alias.elementsEqual(code) ? nil : CodesFile.secret(alias)
        }
        let link = link.flatMap { place -> Secret? in
            guard let bytes = row.bytes(place) else { return nil }
            let link = CodesFile.trimmed(bytes)
            return link.isEmpty ? nil : CodesFile.secret(link)
        }
        return NewCredential(secret: CodesFile.secret(code), link: link, aliases: others, kind: kind, expires: expiry)
    }

    /// The code, or the link of a row that has no code. Nil too where a link of the vendor's leads on behind its code: what part of
    /// it redeems nobody knows, and all of it would be a second code for the same seat.
    func code(of row: borrowing TableRow) -> UnsafeRawBufferPointer? {
        for place in [credential, link] {
            guard let place, let bytes = row.bytes(place) else { continue }
            let code = CodesFile.trimmed(bytes)
            if !code.isEmpty {
                guard place == link || LinkBase.isLink(code), let end = linkBase?.code(in: code) else { return code }
                return LinkBase.isPlain(end) ? end : nil
            }
            if place == credential, rules.pattern != nil { return nil }
        }
        return nil
    }

    /// What of a row shows the reason.
    func wrong(_ row: borrowing TableRow, _ reason: Reason) -> WrongRow {
        let place: Int? =
            switch reason {
            case .badDate, .expired: expires
            case .unknownProduct: product
            case .hasRecipient: recipient
            case .notFree: word
            case .otherSupply: bundle
            case .linkOfAnother, .linkElsewhere: link
            case .badFormat, .duplicateInFile, .alreadyKnown: nil
            }
        let value =
            if let place {
                row.bytes(place).map { CodesFile.trimmed($0) }.map {
                    place == link ? CodesFile.shownLink($0) : String(decoding: $0, as: UTF8.self)
                } ?? ""
            } else {
                code(of: row).map { CodesFile.secret($0).masked } ?? ""
            }
        let names = [credential, link].compactMap(\.self)
        return WrongRow(
            line: Int64(row.line ?? row.number), column: (place ?? names.first).map { header.title($0) } ?? "code",
            value: String(value.prefix(60)), reason: reason)
    }

    private static let longestCode = 400

    private func isCode(_ code: UnsafeRawBufferPointer) -> Bool {
        if let pattern = rules.pattern { return pattern.matches(code) }
        // A link of which the code is not known would be a second name for it.
        if credential != nil, kind != .inviteLink, LinkBase.isLink(code) { return false }
        if CodesFile.isSpoilt(code) { return false }
        return code.count <= CodesFile.longestCode && code.allSatisfy { $0 > 32 && $0 != 127 }
    }

    /// What a spreadsheet makes of codes: a formula, or a number that it shows short, such as `1.23E+10`, whose figures are gone.
    private static func isSpoilt(_ code: UnsafeRawBufferPointer) -> Bool {
        if code.first == UInt8(ascii: "=") { return true }
        guard let sign = code.firstIndex(of: UInt8(ascii: "+")), sign > 1, sign + 1 < code.count else { return false }
        func isFigure(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        return code[sign - 1] | 0x20 == UInt8(ascii: "e") && code[(sign + 1)...].allSatisfy(isFigure)
            && code[..<(sign - 1)].allSatisfy { isFigure($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }

    static func secret(_ bytes: UnsafeRawBufferPointer) -> Secret { Secret(String(decoding: bytes, as: UTF8.self)) }

    /// Without blanks at the ends.
    static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer { CodeFolding.trimmed(text) }
}

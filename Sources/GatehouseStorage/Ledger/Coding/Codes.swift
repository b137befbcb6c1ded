import GatehouseLedger
import GatehouseModel

// States that stand in millions of rows are stored as small numbers. A number once given never changes its meaning.

/// A unit that came in without its code: counted as quarantined until a file shows the code.
let awaitedCode: Int64 = 6

/// The subject under which acts are tallied; supplies have numbers from 1.
let actsSubject: Int64 = 0

extension UnitState {
    var code: Int64 {
        switch self {
        case .available: 0
        case .reserved: 1
        case .quarantined: 2
        case .handedOut: 3
        case .used: 4
        case .lost: 5
        }
    }

    static let byCode: [Int64: UnitState] = Dictionary(
        uniqueKeysWithValues: UnitState.allCases.map { ($0.code, $0) } + [(awaitedCode, .quarantined)])
}

extension CredentialKind {
    var code: Int64 {
        switch self {
        case .singleUseCode: 0
        case .multiUseCode: 1
        case .inviteLink: 2
        case .accessKey: 3
        }
    }

    static let byCode = Dictionary(uniqueKeysWithValues: CredentialKind.allCases.map { ($0.code, $0) })
}

extension IntentState {
    var code: Int64 {
        switch self {
        case .waiting: 0
        case .ready: 1
        case .claimed: 2
        case .unknown: 3
        case .manual: 4
        case .needsPerson: 5
        case .done: 6
        case .rejected: 7
        case .cancelled: 8
        }
    }

    static let byCode = Dictionary(uniqueKeysWithValues: IntentState.allCases.map { ($0.code, $0) })
}

extension ID where Kind == CredentialKindTag {
    private static let figures = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let values = Dictionary(uniqueKeysWithValues: figures.enumerated().map { ($1, Int64($0)) })

    /// `crd_` and the row's number in 13 figures of five bits.
    init(number: Int64) {
        let text = String(unsafeUninitializedCapacity: 17) { out in
            for (index, byte) in "crd_".utf8.enumerated() { out[index] = byte }
            for place in 0..<13 { out[16 - place] = Self.figures[Int(number >> (5 * Int64(place)) & 31)] }
            return 17
        }
        self.init(stored: text)
    }

    /// Nil for an identifier that no row can have.
    var number: Int64? {
        let digits = text.utf8.dropFirst(4)
        guard digits.count == 13 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard let figure = Self.values[digit], value < 1 << 58 else { return nil }
            value = value << 5 | figure
        }
        return value
    }
}

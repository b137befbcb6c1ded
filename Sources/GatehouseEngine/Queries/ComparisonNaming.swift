import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// To whom a cell belongs.
struct ComparisonNaming {
    struct Group: Hashable {
        let name: String
        /// Nil for coaches, of whom the ledger has the name alone, and for the rest.
        let id: String?
        /// Those that belong to none of the others.
        var isRest = false
    }

    private let side: ComparisonQuestion.Side
    private let connections: [ConnectionID: String]
    private let programmes: [ProgrammeID: Programme]
    private let clients: [ClientID: String]
    /// As the name was first written.
    private var coaches: [String: String] = [:]

    init(_ question: ComparisonQuestion, _ connections: [Connection], in reader: any LedgerReader) throws {
        side = question.side
        self.connections = Dictionary(connections.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let isNamed = side == .programme || side == .client || question.isNarrowed
        programmes = Dictionary(
            try isNamed ? reader.programmes().map { ($0.id, $0) } : [], uniquingKeysWith: { first, _ in first })
        clients = Dictionary(
            try isNamed ? reader.clients().map { ($0.id, $0.name) } : [], uniquingKeysWith: { first, _ in first })
    }

    /// Whether it is of the programme and the client that were asked for.
    func isWanted(_ cell: ComparisonCell, _ question: ComparisonQuestion) -> Bool {
        (question.programme == nil || cell.programme == question.programme)
            && (question.client == nil || client(of: cell) == question.client)
    }

    /// A programme's client comes before the person's own.
    private func client(of cell: ComparisonCell) -> ClientID? {
        cell.programme.flatMap { programmes[$0] }?.client ?? cell.client
    }

    /// A coach is the same at every vendor who knows the name.
    mutating func group(of cell: ComparisonCell, _ supply: Supply) -> Group {
        switch side {
        case .vendor:
            return Group(name: connections[supply.connection] ?? "(removed)", id: supply.connection.text)
        case .programme:
            return cell.programme.flatMap { programmes[$0] }.map { Group(name: $0.name, id: $0.id.text) }
                ?? Group(name: "(no programme)", id: nil, isRest: true)
        case .client:
            guard let client = client(of: cell), let name = clients[client] else {
                return Group(name: "(no client)", id: nil, isRest: true)
            }
            return Group(name: name, id: client.text)
        case .coach:
            guard let coach = cell.coach else { return Group(name: "(no coach named)", id: nil, isRest: true) }
            let key = Vocabulary.folded(coach)
            let name = coaches[key] ?? coach
            coaches[key] = name
            return Group(name: name, id: nil)
        }
    }
}

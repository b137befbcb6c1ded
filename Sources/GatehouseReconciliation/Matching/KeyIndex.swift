/// Rows by a key, each key's rows in the order they were added; one dictionary entry a key and one node a row.
struct KeyIndex<Key: Hashable> {
    private struct Node {
        let row: Int
        var next: Int
    }

    private struct Chain {
        let first: Int
        var last: Int
    }

    private var places: [Key: Int] = [:]
    private var chains: [Chain] = []
    private var nodes: [Node] = []
    /// In the order of their first rows.
    private(set) var keys: [Key] = []

    init(minimumCapacity: Int = 0) {
        places.reserveCapacity(minimumCapacity)
        nodes.reserveCapacity(minimumCapacity)
    }

    mutating func add(_ row: Int, under key: Key) {
        nodes.append(Node(row: row, next: -1))
        let node = nodes.count - 1
        guard let place = places[key] else {
            places[key] = chains.count
            keys.append(key)
            chains.append(Chain(first: node, last: node))
            return
        }
        nodes[chains[place].last].next = node
        chains[place].last = node
    }

    /// Under which place of `keys` a key stands; nil where it has no row.
    func place(of key: Key) -> Int? { places[key] }

    func rows(at place: Int) -> [Int] {
        var rows: [Int] = []
        var at = chains[place].first
        while at >= 0 {
            rows.append(nodes[at].row)
            at = nodes[at].next
        }
        return rows
    }

    /// The places of keys under which more than one row stands.
    var repeatedPlaces: [Int] { chains.indices.filter { chains[$0].first != chains[$0].last } }
}

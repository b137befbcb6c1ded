/// Rows by a key, each key's rows in the order they were added; one dictionary entry a key and one node a row.
struct KeyIndex<Key: Hashable> {
    private struct Node {
        let row: Int
        var next: Int
    }

    private var ends: [Key: (first: Int, last: Int)] = [:]
    private var nodes: [Node] = []

    init(minimumCapacity: Int = 0) {
        ends.reserveCapacity(minimumCapacity)
        nodes.reserveCapacity(minimumCapacity)
    }

    mutating func add(_ row: Int, under key: Key) {
        let node = nodes.count
        nodes.append(Node(row: row, next: -1))
        if let end = ends[key] {
            nodes[end.last].next = node
            ends[key] = (end.first, node)
        } else {
            ends[key] = (node, node)
        }
    }

    func rows(_ key: Key) -> [Int] {
        guard let end = ends[key] else { return [] }
        var rows: [Int] = []
        var at = end.first
        while at >= 0 {
            rows.append(nodes[at].row)
            at = nodes[at].next
        }
        return rows
    }

    /// Keys under which more than one row stands, in no order.
    var repeatedKeys: [Key] { ends.compactMap { $1.first == $1.last ? nil : $0 } }
}

import Foundation
import GatehouseModel
import GatehouseStorage

/// The ledger's statement for one free code, alone: what `bench/taking.sql` is for pgbench.
struct CodeTaking {
    let database: PostgresDatabase
    let workspace: Int64
    let supply: Int64

    init(_ address: String, connections: Int, pool: SupplyID) throws {
        var options = PostgresDatabase.Options()
        options.connections = connections
        database = try PostgresDatabase(Secret(address), options: options)
        var place: (Int64, Int64) = (0, 0)
        try database.read { connection in
            try connection.forEachRow("SELECT workspace, number FROM supplies WHERE id = ?1", [.text(pool.text)]) {
                place = (try $0.integer(0), try $0.integer(1))
            }
        }
        (workspace, supply) = place
    }

    /// Whether one was left.
    func takeOne() throws -> Bool {
        var taken = 0
        try database.statement(
            """
            WITH taken AS MATERIALIZED (
                SELECT number FROM credentials WHERE workspace = ?1 AND supply = ?2 AND state = 0
                ORDER BY (number + 0) LIMIT ?3 {skip locked}
            )
            UPDATE credentials SET state = ?4
            WHERE workspace = ?1 AND number IN (SELECT number FROM taken) RETURNING number
            """, [.integer(workspace), .integer(supply), .integer(1), .integer(1)]
        ) { _ in taken += 1 }
        return taken == 1
    }
}

package import Foundation
import Synchronization

/// A private PostgreSQL for this test process: its own folder under the temporary one, a Unix socket, no port.
///
/// A shell beside it waits on a pipe that only this process holds open. However this process ends, the pipe closes, and the
/// shell stops the server and removes the folder.
package final class PostgresServer: Sendable {
    /// The folder of the socket, for `host=`.
    package let folder: String
    package let bin: String
    private let watchdog: Process
    /// Held open for as long as this process lives.
    private let lifeline: FileHandle
    private let names = Atomic(0)

    /// The folder with the server's programs of the newest version that Debian's package put here; nil when there is none.
    package static let bin: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/postgres") }
    }()

    /// One server for the whole process, started when first asked for; it does not flush to the disk.
    package static func shared() throws -> PostgresServer { try started.get() }
    private static let started = Result { try PostgresServer() }

    /// - Parameters:
    ///   - fsync: true where a test needs the server itself to survive a crash.
    ///   - launcher: a program that starts it, with its arguments, by its whole path.
    ///   - logMegabytes: the size of each file of its log; nil for what is usual.
    package init(fsync: Bool = false, launcher: [String] = [], logMegabytes: Int? = nil) throws {
        guard let bin = PostgresServer.bin else { throw PostgresMissing() }
        let (input, output) = (Spawning.pipe(), Spawning.pipe())
        let process = Process()
        let line =
            launcher + [
                "/bin/sh", "-c", PostgresServer.script, "gatehouse-test-postgres", bin, fsync ? "on" : "off",
                logMegabytes.map { "--wal-segsize=\($0)" } ?? "--no-clean",
            ]
        process.executableURL = URL(filePath: line[0])
        process.arguments = Array(line.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.begin()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.last == "ready", let folder = lines.first else {
            throw PostgresFailure(said: lines.suffix(20).joined(separator: "\n"))
        }
        self.folder = folder
        self.bin = bin
        watchdog = process
        lifeline = input.fileHandleForWriting
    }

    /// Makes a fresh database and returns its address for libpq.
    /// - Parameter template: a database that nobody is connected to; its content is copied.
    package func makeDatabase(template: String = "template1") throws -> String {
        let name = "test_\(names.add(1, ordering: .relaxed).newValue)"
        try command("CREATE DATABASE \(name) TEMPLATE \(template)")
        return address(of: name)
    }

    package func address(of database: String) -> String { "host=\(folder) user=gatehouse dbname=\(database)" }

    /// Runs SQL as the server's owner and returns what it answers, unaligned.
    @discardableResult
    package func command(_ sql: String, database: String = "postgres") throws -> String {
        try ExternalTool.run(
            URL(filePath: "\(bin)/psql"),
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address(of: database), "-c", sql])
    }

    /// Says the folder's name and then "ready"; closes its output so that the reader need not guess; waits; cleans up.
    private static let script = """
        trap '' INT TERM HUP
        bin=$1
        dir=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-pg.XXXXXX") || exit 1
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
        [ "$(id -u)" != 0 ] || chown postgres "$dir"
        cd "$dir" || exit 1
        echo "$dir"
        as "$bin/initdb" -D "$dir/data" -U gatehouse -A trust -E UTF8 --locale=C.UTF-8 --no-sync "$3" >"$dir/log" 2>&1 &&
        cat >>"$dir/data/postgresql.conf" <<CONF &&
        listen_addresses = ''
        unix_socket_directories = '$dir'
        fsync = $2
        full_page_writes = $2
        max_connections = 200
        autovacuum_naptime = '1h'
        CONF
        as "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w -t 120 -s start </dev/null >>"$dir/log" 2>&1 &&
        echo ready || tail -n 15 "$dir/log" "$dir/data/log"
        exec >/dev/null
        cat >/dev/null
        as "$bin/pg_ctl" -D "$dir/data" -w -t 30 -s -m immediate stop </dev/null
        cd / && rm -rf "$dir"
        """
}

package struct PostgresMissing: Error, CustomStringConvertible {
    package init() {}
    package var description: String {
        "PostgreSQL's server programs are not in /usr/lib/postgresql/*/bin; install Debian's package `postgresql` (make setup does)"
    }
}

package struct PostgresFailure: Error, CustomStringConvertible {
    package let said: String
    package var description: String { "the private PostgreSQL did not start: \(said)" }
}

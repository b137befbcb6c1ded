import Foundation
import GatehouseTesting

/// Its end and its next start, for a server that no other test uses.
extension PostgresServer {
    private var data: String { "\(folder)/data" }

    /// Ends it as a crash does; one that has ended by itself stays so.
    func stop() async throws {
        try await onThread { [self] in
            _ = try? PostgresServer.asOwner(
                "\(bin)/pg_ctl", "-D", data, "-w", "-t", "120", "-s", "-m", "immediate", "stop")
        }
    }

    func startAgain() async throws {
        try await onThread { [self] in
            try PostgresServer.asOwner(
                "\(bin)/pg_ctl", "-D", data, "-l", "\(data)/log", "-w", "-t", "300", "-s", "start")
        }
    }

    /// Runs a program as whom the server belongs to: it is never root's. What the program starts and leaves behind keeps nothing of
    /// this process open, which would be waited for.
    static func asOwner(_ program: String, _ arguments: String...) throws {
        var line = [program] + arguments
        if getuid() == 0 {
            guard let setpriv = ExternalTool.find("setpriv") else { throw NeverCame(what: "setpriv") }
            line = [setpriv.path, "--reuid=postgres", "--regid=postgres", "--clear-groups"] + line
        }
        let script =
            "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL).returncode)"
        _ = try ExternalTool.run(ExternalTool.python, ["-c", script] + line)
    }
}

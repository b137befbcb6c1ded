import Foundation
import GatehouseTesting
import Synchronization

/// Ends the programs that this test process started once it is gone, however it went: no sandbox outlives its tests.
///
/// A shell beside it reads from a pipe which programs are alive; when the pipe ends, so do they.
final class Lifeline: Sendable {
    static let shared = Lifeline()

    private let input: Mutex<FileHandle?>

    private init() {
        let (pipe, process) = (Spawning.pipe(), Process())
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Lifeline.script, "gatehouse-test-lifeline"]
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.begin()
            input = Mutex(pipe.fileHandleForWriting)
        } catch { input = Mutex(nil) }
    }

    func hold(_ id: Int32) { say("+ \(id)") }
    func letGo(_ id: Int32) { say("- \(id)") }

    private func say(_ line: String) { input.withLock { try? $0?.write(contentsOf: Data((line + "\n").utf8)) } }

    private static let script = """
        trap '' INT TERM HUP
        alive=' '
        while read -r sign id; do
            case $sign in
            +) alive="$alive$id " ;;
            -) case $alive in *" $id "*) alive="${alive%% $id *} ${alive#* $id }" ;; esac ;;
            esac
        done
        for id in $alive; do kill -9 "$id"; done
        """
}

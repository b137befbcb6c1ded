package import Foundation
import Synchronization

/// The one door through which tests start other processes.
///
/// Foundation lists the open files that a child must not inherit, and spawns it a moment later. A child of another thread that
/// is started in between inherits what was opened meanwhile: the socket by which Foundation learns that a child has ended, or the
/// end of a pipe. For as long as the one lives, the end of the other, or of what it prints, is then never seen. So they are
/// started one after the other, and pipes are made while none is being started.
package enum Spawning {
    fileprivate static let door = Mutex(())

    /// A pipe that no child inherits but the one whose input or output it is.
    package static func pipe() -> Pipe {
        door.withLock { _ in
            let pipe = Pipe()
            for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
                _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            return pipe
        }
    }
}

extension Process {
    /// Starts it, while no other is being started.
    package func begin() throws { try Spawning.door.withLock { _ in try run() } }
}

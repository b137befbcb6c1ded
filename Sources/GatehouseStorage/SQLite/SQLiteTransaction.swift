/// One caller's work on its way through the queue of writers.
struct SQLiteJob {
    /// The caller's closure; its answer is kept by the caller.
    let run: (SQLiteConnection) throws -> Void
    /// Tells the caller how it ended: nil after a durable commit.
    let settle: ((any Error)?) -> Void
}

/// One SQLite transaction with the jobs that share it.
final class SQLiteTransaction {
    private let head: SQLiteJob
    private var succeeded: [SQLiteJob] = []
    private var isSettled = false
    /// No transaction takes more jobs, or begins another after this long, so that nobody waits for a commit forever.
    private static let limit = 1000
    private static let span = Duration.milliseconds(50)

    init(_ head: SQLiteJob) { self.head = head }

    /// Performs the head's job and its neighbours' as `next` gives them, commits once, and then answers each.
    func perform(on connection: SQLiteConnection, next: () -> SQLiteJob?) {
        let start = ContinuousClock.now
        var job: SQLiteJob? = head
        var count = 0
        while let current = job {
            run(current, on: connection)
            count += 1
            job = count < Self.limit && ContinuousClock.now - start < Self.span ? next() : nil
        }
        commit(connection)
    }

    /// Answers the head, and whoever already ran, when the connection itself could not be had.
    func refuse(_ error: any Error) {
        guard !isSettled else { return }
        settle([head] + succeeded, error)
    }

    /// A job that is first in its transaction needs no savepoint: when it fails there is nobody to protect.
    private func run(_ job: SQLiteJob, on connection: SQLiteConnection) {
        do {
            if connection.isInTransaction {
                try connection.savepoint { try job.run(connection) }
            } else {
                try connection.execute("BEGIN IMMEDIATE")
                try job.run(connection)
            }
            succeeded.append(job)
        } catch {
            isSettled = true
            if succeeded.isEmpty {
                connection.rollback()
            } else if !connection.isInTransaction {
                // The error ended the whole transaction, as a full disk does: the neighbours' work is gone too.
                settle(succeeded, error)
                succeeded = []
            }
            job.settle(error)
        }
    }

    private func commit(_ connection: SQLiteConnection) {
        isSettled = true
        guard !succeeded.isEmpty else { return }
        do {
            try connection.execute("COMMIT")
            settle(succeeded, nil)
        } catch {
            connection.rollback()
            settle(succeeded, error)
        }
    }

    private func settle(_ jobs: [SQLiteJob], _ error: (any Error)?) {
        isSettled = true
        for job in jobs { job.settle(error) }
    }
}

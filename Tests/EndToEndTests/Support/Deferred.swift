import Foundation

/// Runs a blocking call on a thread of its own, so that many tests may wait at the same time.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body() }) }
        thread.stackSize = 1 << 20
        thread.start()
    }
}

/// Asks until the answer is yes. The deadline only ends a hang: a machine that is so busy that hardly anything was asked
/// until then is given more time.
func until(_ what: String, within seconds: Double = 300, _ answer: () async throws -> Bool) async throws {
    let end = Date(timeIntervalSinceNow: seconds)
    var asked = 0
    while try await !answer() {
        asked += 1
        guard Date() < end || asked < 1000 else { throw NeverCame(what: what) }
        try await Task.sleep(for: .milliseconds(15))
    }
}

struct NeverCame: Error, CustomStringConvertible {
    let what: String
    var description: String { "waited in vain for: \(what)" }
}

/// Lets only so many worlds live at the same time: each is several processes.
actor Turnstile {
    static let shared = Turnstile(places: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }

    nonisolated func through<T>(_ body: () async throws -> T) async throws -> T {
        await enter()
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }
}

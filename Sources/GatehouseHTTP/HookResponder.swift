package import GatehouseEngine
import GatehouseModel
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// Something that came to `/hooks/CONNECTION/TOKEN`.
package struct HookRequest: Sendable {
    package let connection: String
    package let token: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
}

/// Keeps it; blocks until it is durable.
package typealias HookReceive = @Sendable (HookRequest) throws -> HookReceiving.Reception

package struct HookLimits: Sendable {
    package var body: Int
    /// For the whole body, from the first line on.
    package var deadline: Duration
    /// Of a connection on which nothing happens.
    package var idle: Duration
    /// For whoever was refused to read why, before the connection is cut.
    package var grace: Duration
    package var connections: Int
    /// Bodies that are read or kept at the same time; more are sent away for a while.
    package var atOnce: Int
    package var threads: Int

    package init(
        body: Int = HookReceiving.largestBody, deadline: Duration = .seconds(10), idle: Duration = .seconds(30),
        grace: Duration = .seconds(1), connections: Int = 256, atOnce: Int = 32, threads: Int = 2
    ) {
        self.body = body
        self.deadline = deadline
        self.idle = idle
        self.grace = grace
        self.connections = connections
        self.atOnce = atOnce
        self.threads = threads
    }

    package static let standard = HookLimits()
}

/// Its one route: POST /hooks/CONNECTION/TOKEN. Everything else, and every address that is not one, is 404 without a word on
/// which part of it is wrong.
struct HookResponder: HTTPResponder {
    let limits: HookLimits
    let threads: NIOThreadPool
    let receive: HookReceive
    private let places: Places

    init(limits: HookLimits, threads: NIOThreadPool, receive: @escaping HookReceive) {
        self.limits = limits
        self.threads = threads
        self.receive = receive
        places = Places(limits.atOnce)
    }

    func respond(to request: Request, context: HookContext) async throws -> Response {
        let answer = await answer(to: request)
        let (channel, grace) = (context.channel, TimeAmount(limits.grace))
        return answer.response {
            // Whoever was refused may have more to send: nobody reads it. The grace begins when the answer is out.
            guard answer.status != .accepted else { return }
            channel.eventLoop.scheduleTask(in: grace) { channel.close(promise: nil) }
        }
    }

    private func answer(to request: Request) async -> HookAnswer {
        let parts = request.uri.path.split(separator: "/", omittingEmptySubsequences: true)
        guard request.method == .post, parts.count == 3, parts[0] == "hooks" else { return .nobody }
        if let told = request.headers[.contentLength].flatMap({ Int($0) }), told > limits.body { return .tooLarge }
        guard places.enter() else { return .full }
        defer { places.leave() }
        do {
            let hook = HookRequest(
                connection: String(parts[1]), token: String(parts[2]),
                headers: request.headers.map { (name: $0.name.rawName, value: $0.value) },
                body: try await body(of: request))
            let receive = receive
            return HookAnswer(try await threads.runIfActive { try receive(hook) })
        } catch is NIOTooManyBytesError {
            return .tooLarge
        } catch is TooSlow {
            return .tooSlow
        } catch {
            // What went wrong is the house's own affair: the vendor only learns that it may come again.
            return .full
        }
    }

    private struct TooSlow: Error {}

    private func body(of request: Request) async throws -> [UInt8] {
        let limits = limits
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { [UInt8](buffer: try await request.body.collect(upTo: limits.body)) }
            group.addTask {
                try await Task.sleep(for: limits.deadline)
                throw TooSlow()
            }
            defer { group.cancelAll() }
            guard let body = try await group.next() else { throw TooSlow() }
            return body
        }
    }
}

/// How many are inside; the lock guards the count.
private final class Places: Sendable {
    private let taken = Mutex(0)
    private let most: Int

    init(_ most: Int) { self.most = most }

    func enter() -> Bool {
        taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
    }

    func leave() { taken.withLock { $0 -= 1 } }
}

/// What is told to whoever sent it.
private struct HookAnswer {
    let status: HTTPResponse.Status
    let body: String

    static let nobody = HookAnswer(.notFound, "There is nothing here.")
    static let tooLarge = HookAnswer(.contentTooLarge, "This is too large.")
    static let tooSlow = HookAnswer(.requestTimeout, "This took too long.")
    static let full = HookAnswer(.serviceUnavailable, "Come again later.")

    private init(_ status: HTTPResponse.Status, _ title: String) {
        self.status = status
        body = "{\"status\":\(status.code),\"title\":\"\(title)\",\"type\":\"about:blank\"}"
    }

    init(_ reception: HookReceiving.Reception) {
        switch reception {
        case .taken(let id):
            status = .accepted
            body = "{\"delivery\":\"\(id.text)\"}"
        case .nobody: self = .nobody
        case .tooLarge: self = .tooLarge
        case .full: self = .full
        }
    }

    /// - Parameter sent: called when it is written.
    func response(sent: @escaping @Sendable () -> Void) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = status == .accepted ? "application/json" : "application/problem+json"
        fields[.cacheControl] = "no-store"
        if status != .accepted { fields[.connection] = "close" }
        if status == .serviceUnavailable { fields[.retryAfter] = "30" }
        let text = ByteBuffer(string: body)
        return Response(
            status: status, headers: fields,
            body: ResponseBody(contentLength: text.readableBytes) { writer in
                try await writer.write(text)
                try await writer.finish(nil)
                sent()
            })
    }
}

/// A request's context with its connection, so that it can be cut.
struct HookContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any NIOCore.Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

import AsyncHTTPClient
import GatehouseProviderKit
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer as it streams in, up to its limit, and remembers whether the request ever left.
final class ReplyCollector: HTTPClientResponseDelegate {
    typealias Response = VendorResponse

    struct TooLarge: Error { let limit: Int }
    struct Redirected: Error { let status: Int }

    private struct Progress {
        var hasSentHead = false
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let bodyLimit: Int
    private let progress = Mutex(Progress())

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    var hasSentHead: Bool { progress.withLock { $0.hasSentHead } }

    func didSendRequestHead(task: HTTPClient.Task<VendorResponse>, _ head: HTTPRequestHead) {
        progress.withLock { $0.hasSentHead = true }
    }

    func didReceiveHead(task: HTTPClient.Task<VendorResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        if (300..<400).contains(head.status.code), head.status != .notModified {
            return task.eventLoop.makeFailedFuture(Redirected(status: Int(head.status.code)))
        }
        let declared = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        if declared > bodyLimit { return task.eventLoop.makeFailedFuture(TooLarge(limit: bodyLimit)) }
        progress.withLock { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<VendorResponse>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let isWithin = progress.withLock { progress in
            guard progress.body.count + buffer.readableBytes <= bodyLimit else { return false }
            progress.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return isWithin
            ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(TooLarge(limit: bodyLimit))
    }

    func didFinishRequest(task: HTTPClient.Task<VendorResponse>) throws -> VendorResponse {
        try progress.withLock { progress in
            guard let head = progress.head else { throw HTTPClientError.remoteConnectionClosed }
            return VendorResponse(
                status: Int(head.status.code), headers: head.headers.map { (name: $0.name, value: $0.value) },
                body: progress.body)
        }
    }
}

import Foundation
import GatehouseModel
import GatehouseProviderKit
import Testing

@testable import GatehouseLink

@Suite("The HTTP vendor link")
struct HTTPVendorLinkTests {
    static let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

    /// What one call against a server of these steps gives.
    func outcome(
        _ steps: [ScriptedServer.Step], _ request: VendorRequest, bodyLimit: Int = 8 << 20,
        token: String? = nil
    ) throws -> (Result<VendorResponse, LinkFailure>, [String]) {
        let server = try ScriptedServer(steps)
        let pool = LinkPool(connectTimeout: .seconds(2))
        defer {
            server.stop()
            try? pool.shutdown()
        }
        let target = try LinkTarget(
            address: server.address + "/v1/", token: token.map { Secret($0) }, allowPrivate: true, bodyLimit: bodyLimit)
        let link = HTTPVendorLink(target, over: pool)
        let result = Result { () throws(LinkFailure) in try link.send(request) }
        return (result, server.received)
    }

    func failure(
        _ step: ScriptedServer.Step, _ method: VendorRequest.Method, deadline: Duration = .seconds(10),
        bodyLimit: Int = 8 << 20
    ) throws -> LinkFailure? {
        let request = VendorRequest(method, "/x", body: method == .get ? nil : Array("{}".utf8), deadline: deadline)
        guard case .failure(let failure) = try outcome([step], request, bodyLimit: bodyLimit).0 else { return nil }
        return failure
    }

    @Test("A call bears the address's path, the encoded query and the bearer token, and brings the answer back")
    func plainCall() throws {
        let request = VendorRequest(
            .post, "/issue", query: [("q", "a b&c=ü")], headers: [("Idempotency-Key", "k1")],
            body: Array("{\"a\":1}".utf8))
        let (result, received) = try outcome([.send(Self.answer)], request, token: "token-of-a-test")
        let response = try result.get()
        #expect(response.status == 200)
        #expect(response.header("content-type") == "application/json")
        #expect(response.body == Array("{}".utf8))
        let sent = try #require(received.first)
        #expect(sent.hasPrefix("POST /v1/issue?q=a%20b%26c%3D%C3%BC HTTP/1.1\r\n"))
        #expect(sent.contains("Authorization: Bearer token-of-a-test\r\n"))
        #expect(sent.contains("Idempotency-Key: k1\r\n"))
        #expect(sent.hasSuffix("\r\n\r\n{\"a\":1}"))
    }

    @Test("An answer that says no is an answer, not a failure", arguments: [400, 401, 404, 409, 422, 429, 500, 503])
    func statusIsPassedOn(status: Int) throws {
        let head = "HTTP/1.1 \(status) Said\r\nContent-Length: 0\r\nRetry-After: 7\r\nConnection: close\r\n\r\n"
        let response = try outcome([.send(head)], VendorRequest(.get, "/x")).0.get()
        #expect(response.status == status)
        #expect(response.header("Retry-After") == "7")
    }

    @Test("Nobody listens: unreachable, and surely nothing happened")
    func refused() throws {
        let (socket, port) = try ScriptedServer.deafAddress()
        defer { close(socket) }
        let pool = LinkPool(connectTimeout: .seconds(2))
        defer { try? pool.shutdown() }
        let link = HTTPVendorLink(
            try LinkTarget(address: "http://127.0.0.1:\(port)", token: nil, allowPrivate: true), over: pool)
        let failure = #expect(throws: LinkFailure.self) { try link.send(VendorRequest(.post, "/x", body: [])) }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.effect == Effect.none)
    }

    @Test("A name that nobody knows: unreachable, and surely nothing happened")
    func unknownName() throws {
        let pool = LinkPool(connectTimeout: .seconds(2))
        defer { try? pool.shutdown() }
        let link = HTTPVendorLink(try LinkTarget(address: "https://vendor.invalid", token: nil), over: pool)
        let failure = #expect(throws: LinkFailure.self) { try link.send(VendorRequest(.post, "/x", body: [])) }
        #expect(failure?.kind == .unreachable)
        #expect(failure?.effect == Effect.none)
    }

    @Test("No answer in time: unknown for a changing call, none for a question")
    func silence() throws {
        let change = try failure(.silence, .post, deadline: .milliseconds(300))
        #expect(change?.kind == .timedOut)
        #expect(change?.effect == .unknown)
        let question = try failure(.silence, .get, deadline: .milliseconds(300))
        #expect(question?.kind == .timedOut)
        #expect(question?.effect == Effect.none)
    }

    @Test("A call that waited for a free connection until its deadline was never sent")
    func noFreeConnection() throws {
        let server = try ScriptedServer([.silence])
        let pool = LinkPool(connectionsPerHost: 1)
        defer {
            server.stop()
            try? pool.shutdown()
        }
        let link = HTTPVendorLink(try LinkTarget(address: server.address, token: nil, allowPrivate: true), over: pool)
        let hanging = Thread { _ = try? link.send(VendorRequest(.post, "/first", body: [], deadline: .seconds(5))) }
        hanging.start()
        while server.received.isEmpty { Thread.sleep(forTimeInterval: 0.005) }
        let failure = #expect(throws: LinkFailure.self) {
            try link.send(VendorRequest(.post, "/second", body: [], deadline: .milliseconds(200)))
        }
        #expect(failure?.kind == .timedOut)
        #expect(failure?.effect == Effect.none)
        #expect(server.received.count == 1)
    }

    @Test("The connection is cut before or within the answer: unknown for a changing call")
    func cut() throws {
        for step in [
            ScriptedServer.Step.cut, .send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":"),
            .send("nonsense\r\n\r\n"),
        ] {
            let change = try failure(step, .post)
            #expect(change?.kind == .connectionLost)
            #expect(change?.effect == .unknown)
            #expect(try failure(step, .get)?.effect == Effect.none)
        }
    }

    @Test("A redirect is refused and not followed", arguments: [301, 302, 303, 307, 308])
    func redirect(status: Int) throws {
        let head =
            "HTTP/1.1 \(status) Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let change = try failure(.send(head), .post)
        #expect(change?.kind == .redirected)
        #expect(change?.effect == .unknown)
        #expect(try failure(.send(head), .get)?.kind == .redirected)
    }

    @Test("An answer beyond the limit is cut off, whether it says its length or not")
    func tooLarge() throws {
        for declared in [10 << 20, nil] {
            let change = try failure(.stream(declared: declared, sent: 10 << 20), .post, bodyLimit: 1 << 20)
            #expect(change?.kind == .tooLarge)
            #expect(change?.effect == .unknown)
        }
        let whole = try outcome(
            [.stream(declared: 1 << 20, sent: 1 << 20)], VendorRequest(.get, "/x"), bodyLimit: 1 << 20)
        #expect(try whole.0.get().body.count == 1 << 20)
    }

    @Test("After the shutdown a call is refused as cancelled")
    func afterShutdown() throws {
        let server = try ScriptedServer([])
        defer { server.stop() }
        let pool = LinkPool()
        let link = HTTPVendorLink(try LinkTarget(address: server.address, token: nil, allowPrivate: true), over: pool)
        try pool.shutdown()
        let failure = #expect(throws: LinkFailure.self) { try link.send(VendorRequest(.post, "/x", body: [])) }
        #expect(failure?.kind == .cancelled)
        #expect(failure?.effect == Effect.none)
    }

    @Test("No failure holds the token")
    func tokenStaysHidden() throws {
        let token = "token-of-a-test-0123456789"
        for step in [
            ScriptedServer.Step.cut, .send("HTTP/1.1 302 X\r\nLocation: /?\(token)\r\nContent-Length: 0\r\n\r\n"),
            .send(token),
        ] {
            guard case .failure(let failure) = try outcome([step], VendorRequest(.post, "/x", body: []), token: token).0
            else {
                Issue.record("the call succeeded")
                continue
            }
            #expect(!"\(failure)".contains(token))
        }
    }
}

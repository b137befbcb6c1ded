import Foundation
import GatehouseForms
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Takes every request to the sandbox and leads it to the contract, the control pages or the redeem pages.
struct FrontDesk: HTTPResponder {
    static let largestBody = 16 << 20

    let world: World

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let parts = request.uri.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        let address = "http://" + (request.head.authority ?? "127.0.0.1")
        let body = [UInt8](buffer: try await request.body.collect(upTo: FrontDesk.largestBody))
        var answer: Answered
        switch parts.first {
        case "control": answer = try await control(parts.dropFirst().joined(separator: "/"), body)
        case "direct" where parts.count == 3 && parts[1] == "ac":
            answer = try await RedeemPages(world: world).code(parts[2], request.method, body)
        case "join" where parts.count == 2:
            answer = try await RedeemPages(world: world).invitation(parts[1], request.method, body)
        case "learn" where parts.count == 2:
            answer = try await RedeemPages(world: world).learner(parts[1], request.head, body)
        case "learners" where parts.count == 2:
            answer = try await RedeemPages(world: world).joinPage(parts[1], request.method, body)
        case "keys" where parts.count == 2:
            answer = try await RedeemPages(world: world).key(parts[1], request.method, body)
        case "clients" where parts.count == 2:
            answer = try await RedeemPages(world: world).landingPage(parts[1], request.method, body)
        case let vendor? where parts.count >= 3 && parts[1] == "v1" && VendorKind(rawValue: vendor) != nil:
            let desk = ContractDesk(world: world, vendor: vendor, channel: context.channel)
            answer = try await desk.answer(Enquiry(parts.dropFirst(2).joined(separator: "/"), request, body))
        default: answer = Answered(Reply(Problem(404, "no_such_page", "There is nothing here.")))
        }
        answer.body = answer.body.replacing(RedeemLink.placeholder, with: address)
        return answer.response
    }

    private func control(_ page: String, _ body: [UInt8]) async throws -> Answered {
        guard let input = body.isEmpty ? [:] : try? JSONValue(bytes: body) else {
            return Answered(Reply(Problem.unusable("the body is no JSON")))
        }
        return Answered(try await world.whenFree { try ControlPages(world: world).answer(page, input) })
    }
}

/// A request's context with its connection, so that a fault can cut it.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// An answer on its way out.
struct Answered {
    var status: Int
    var type: String
    var headers: [(name: String, value: String)] = []
    var body: String

    init(_ reply: Reply) {
        status = reply.status
        type = reply.status == 200 ? "application/json" : "application/problem+json"
        headers = reply.headers
        body = reply.body
    }

    init(page: String, status: Int = 200) {
        self.status = status
        type = "text/html; charset=utf-8"
        body = page
    }

    var response: Response {
        var fields = HTTPFields()
        fields[.contentType] = type
        fields[.cacheControl] = "no-store"
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}

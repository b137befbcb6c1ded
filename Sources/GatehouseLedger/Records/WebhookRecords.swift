package import GatehouseModel

/// Where a connection's vendor sends its webhooks: whoever knows the token may leave something there, and no more.
package struct HookAddress: Hashable, Sendable {
    package let connection: ConnectionID
    package let token: Secret
    package let madeAt: Instant
    package init(connection: ConnectionID, token: Secret, madeAt: Instant) {
        (self.connection, self.token, self.madeAt) = (connection, token, madeAt)
    }
}

/// Something that came to a connection's address, and what became of it. What it says is nowhere believed.
package struct WebhookDelivery: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Not judged yet, or the vendor could not be asked.
        case waiting
        /// The vendor was asked because of it.
        case pulled
        /// The vendor's, and it leads to nothing of this connection.
        case idle
        /// Not the vendor's.
        case refused
        /// Given up after all tries.
        case failed
    }

    package let id: WebhookID
    package let connection: ConnectionID
    package let at: Instant
    /// Bytes of the body.
    package let size: Int
    /// SHA-256 of the body, hexadecimal.
    package let digest: String
    /// As they may be shown: only what cannot open anything has its value.
    package let headers: [String]
    package var state: State
    /// What became of it, for a person.
    package var outcome: String
    /// The run that it led to.
    package var run: RunID?
    package var attempts: Int
    package var dueAt: Instant
    package var doneAt: Instant?

    package init(
        id: WebhookID, connection: ConnectionID, at: Instant, size: Int, digest: String, headers: [String],
        state: State = .waiting, outcome: String = "", run: RunID? = nil, attempts: Int = 0, dueAt: Instant,
        doneAt: Instant? = nil
    ) {
        self.id = id
        self.connection = connection
        self.at = at
        self.size = size
        self.digest = digest
        self.headers = headers
        self.state = state
        self.outcome = outcome
        self.run = run
        self.attempts = attempts
        self.dueAt = dueAt
        self.doneAt = doneAt
    }
}

/// A webhook as it came; it may hold a signature or a token, so the store keeps all of it sealed.
package struct WebhookContent: Sendable {
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    package init(headers: [(name: String, value: String)], body: [UInt8]) {
        (self.headers, self.body) = (headers, body)
    }
}

/// What one worker has taken of one connection.
package struct WebhookClaim: Sendable {
    package let connection: ConnectionID
    package var deliveries: [WebhookDelivery]
    /// Higher than that of any claim before.
    package let fence: Int64
    package init(connection: ConnectionID, deliveries: [WebhookDelivery], fence: Int64) {
        (self.connection, self.deliveries, self.fence) = (connection, deliveries, fence)
    }
}

/// What an identifier names; its prefix makes a stray identifier readable in a log or a support mail.
public protocol IDKind: Sendable {
    static var prefix: String { get }
}

/// A prefixed, sortable identifier such as `inv_01jd3k…`: the kind, then time and chance, made by an `IDSource`.
public struct ID<Kind: IDKind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// Takes an identifier as it was stored or sent; nil when it is not of this kind.
    public init?(_ text: String) {
        let start = (Kind.prefix + "_").utf8
        guard text.utf8.starts(with: start), text.utf8.count > start.count, text.utf8.count <= 64,
            text.utf8.allSatisfy(ID.isPlain)
        else { return nil }
        self.text = text
    }

    /// Makes an identifier from a part that is already known to be plain (`a-z`, `0-9`).
    public init(unique part: String) { text = Kind.prefix + "_" + part }

    /// Takes back what this product stored itself.
    package init(stored text: String) { self.text = text }

    public var description: String { text }
    public static func < (a: ID, b: ID) -> Bool { a.text < b.text }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a \(Kind.prefix)_ identifier"))
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

public enum WorkspaceKind: IDKind { public static let prefix = "ws" }
public enum ClientKind: IDKind { public static let prefix = "cli" }
public enum ContactKind: IDKind { public static let prefix = "con" }
public enum ProgrammeKind: IDKind { public static let prefix = "prg" }
public enum PersonKind: IDKind { public static let prefix = "per" }
public enum ConnectionKind: IDKind { public static let prefix = "cnn" }
public enum SupplyKind: IDKind { public static let prefix = "sup" }
public enum CredentialKindTag: IDKind { public static let prefix = "crd" }
public enum InvitationKind: IDKind { public static let prefix = "inv" }
public enum IntentKind: IDKind { public static let prefix = "int" }
public enum CommandKind: IDKind { public static let prefix = "cmd" }
public enum DeliveryKind: IDKind { public static let prefix = "dlv" }
public enum ObservationKind: IDKind { public static let prefix = "obs" }
public enum DiscrepancyKind: IDKind { public static let prefix = "dis" }
public enum RunKind: IDKind { public static let prefix = "run" }
public enum TaskKind: IDKind { public static let prefix = "tsk" }
public enum ImportKind: IDKind { public static let prefix = "imp" }
public enum WebhookKind: IDKind { public static let prefix = "whk" }
public enum MergeKind: IDKind { public static let prefix = "mrg" }

public typealias WorkspaceID = ID<WorkspaceKind>
public typealias ClientID = ID<ClientKind>
public typealias ContactID = ID<ContactKind>
public typealias ProgrammeID = ID<ProgrammeKind>
public typealias PersonID = ID<PersonKind>
public typealias ConnectionID = ID<ConnectionKind>
public typealias SupplyID = ID<SupplyKind>
public typealias CredentialID = ID<CredentialKindTag>
public typealias InvitationID = ID<InvitationKind>
public typealias IntentID = ID<IntentKind>
public typealias CommandID = ID<CommandKind>
public typealias DeliveryID = ID<DeliveryKind>
public typealias ObservationID = ID<ObservationKind>
public typealias DiscrepancyID = ID<DiscrepancyKind>
public typealias RunID = ID<RunKind>
public typealias TaskID = ID<TaskKind>
public typealias ImportID = ID<ImportKind>
public typealias WebhookID = ID<WebhookKind>
public typealias MergeID = ID<MergeKind>

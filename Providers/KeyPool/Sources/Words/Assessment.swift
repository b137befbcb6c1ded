import GatehouseProviderKit

/// What a key can be used for; a key itself is tied to neither (KP-1).
enum Assessment: String, Listed {
    case drive
    case express

    var label: String {
        switch self {
        case .drive: "Drive"
        case .express: "Express"
        }
    }
}

/// What is said of the assessment when a key is sent (KP-3).
enum AssessmentChoice: String, Listed {
    case drive
    case express
    /// The client chooses before starting.
    case open

    var label: String { assessment?.label ?? "Left open: the client chooses" }

    /// Nil while it is open.
    var assessment: Assessment? { Assessment(rawValue: rawValue) }
}

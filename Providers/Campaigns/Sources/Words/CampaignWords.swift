import GatehouseProviderKit

/// What a campaign is for (CA-1).
enum Goal: String, Listed {
    case development = "development"
    case selection = "selection"

    var label: String {
        switch self {
        case .development: "Coaching and employee development"
        case .selection: "Candidate selection"
        }
    }
}

/// What a campaign assigns (CA-2).
enum Assessment: String, Listed {
    case coreDrivers = "core-drivers"
    case coreValues = "core-values"

    var label: String {
        switch self {
        case .coreDrivers: "Core Drivers"
        case .coreValues: "Core Values"
        }
    }

    /// The reports that this assessment can give, of which a campaign enables at most one (CA-3).
    var reports: [Report] { Report.allCases.filter { $0.assessment == self } }
}

/// What invitees receive when they are done (CA-3).
enum Report: String, Listed {
    case coreDriversPro = "core-drivers-pro"
    case coreDrivers = "core-drivers"
    case coreValues = "core-values"

    var label: String {
        switch self {
        case .coreDriversPro: "Core Drivers Pro"
        case .coreDrivers: "Core Drivers"
        case .coreValues: "Core Values"
        }
    }

    var assessment: Assessment {
        switch self {
        case .coreDriversPro, .coreDrivers: .coreDrivers
        case .coreValues: .coreValues
        }
    }
}

/// Whom a change of reports or tags reaches (CA-11).
enum Reach: String, Listed {
    case everyone
    case future

    var label: String {
        switch self {
        case .everyone: "Everyone, including those who completed"
        case .future: "Only people invited from now on"
        }
    }
}

enum ReminderFrequency: String, Listed {
    case daily, weekly, monthly
    /// No reminders.
    case off

    var label: String {
        switch self {
        case .daily: "Daily"
        case .weekly: "Weekly"
        case .monthly: "Monthly"
        case .off: "Off"
        }
    }
}

/// Whom a campaign's own reminders may reach (CA-9): people who completed are in no group.
enum ReminderGroup: String, Listed {
    case unused
    case signedUp = "signed-up"
    case inProgress = "in-progress"

    /// The vendor's word for those in it.
    var label: String {
        switch self {
        case .unused: "Unused"
        case .signedUp: "Signed up"
        case .inProgress: "In Progress"
        }
    }

    /// The form field with the group's own text.
    var textField: String {
        switch self {
        case .unused: "text_unused"
        case .signedUp: "text_signed_up"
        case .inProgress: "text_in_progress"
        }
    }
}

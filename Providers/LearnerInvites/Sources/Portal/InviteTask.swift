import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Inviting people into one group: by the spreadsheet's template, or typed in, ten at a time (LI-3, LI-4).
struct InviteTask {
    let group: Group
    let settings: LearnerSettings
    let options: InvitationOptions
    private let path: PortalPath
    /// Items whose address stands in the order before.
    private let repeats: Set<String>

    static let uploadName = "learners.csv"
    static let addressesName = "Addresses"

    init(_ order: Order, _ settings: LearnerSettings) {
        group = Group(order.supply)
        self.settings = settings
        options = InvitationOptions(order.options)
        path = PortalPath(settings)
        var seen: Set<String> = []
        repeats = Set(
            order.items.filter { item in
                item.recipient.map { !seen.insert($0.address.lowercased()).inserted } ?? false
            }.map(\.reference))
    }

    func refusal(_ item: OrderItem) -> Refusal? {
        if item.recipient == nil { return .nameless }
        if group.trainings?.isEmpty == true { return .withoutTrainings(group.name) }
        guard repeats.contains(item.reference) else { return nil }
        return Refusal(
            code: "address_twice",
            message:
                "The address stands in this batch before, and a person is invited into a group once; leave the repetition out.",
            rule: "LI-3"
        )
    }

    /// Those for the file in one task, five hundred at most; those that are typed in tens.
    func tasks(_ items: [OrderItem]) -> [ManualTask] {
        let isTyped = options.way(settings) == .typed || !isFit(group.name)
        let typed = items.filter { isTyped || !isFit($0.recipient?.address ?? "") }
        let references = Set(typed.map(\.reference))
        let uploaded = items.filter { !references.contains($0.reference) }
        return chunks(of: uploaded, Limit.spreadsheet).map(upload) + chunks(of: typed, Limit.typed).map(typing)
    }

    private func upload(_ items: [OrderItem]) -> ManualTask {
        let header = FileFormat.learnerUpload.columns.map(\.name)
        let rows = items.map { [$0.recipient?.address ?? "", group.name] }
        return ManualTask(
            title: "Invite \(Counting.people(items.count)) into “\(group.name)” by spreadsheet",
            steps: path.learners + setUp + [
                "Choose Add Learners, then Add by Spreadsheet.",
                "Choose Browse and take \(InviteTask.uploadName): it is the template with its two columns, Email and Groups.",
                "Choose Preview Upload and compare: \(Counting.of(items.count, "row")), all into “\(group.name)”. Group names count exactly, with case and blanks; if a row is marked, go no further and put the name right here.",
                "Choose Upload. Asked whether you are sure, choose Continue: the invitations leave at once.",
                PortalPath.tickOff,
            ],
            materials: [.table(InviteTask.uploadName, [header] + rows)], references: items.map(\.reference),
            rule: "LI-4")
    }

    private func typing(_ items: [OrderItem]) -> ManualTask {
        ManualTask(
            title: "Invite \(Counting.people(items.count)) into “\(group.name)” by hand",
            steps: path.learners + setUp + [
                "Choose Add Learners, then Add Manually.",
                "Type or paste the addresses from “\(InviteTask.addressesName)”: \(items.count) of the 10 that the page takes at a time.",
                "Group: “\(group.name)”. One group is required; further ones can be given once people have accepted.",
                options.sendAt.map { "Choose to schedule the sending: \($0) (UTC). Then confirm." }
                    ?? (settings.edition == .current
                        ? "Choose to send now, and confirm: the invitations leave at once."
                        : "Send: the invitations leave at once."),
                PortalPath.tickOff,
            ],
            materials: [.lines(InviteTask.addressesName, items.compactMap { $0.recipient?.address })],
            references: items.map(\.reference), rule: "LI-3")
    }

    /// Where nobody has said what the group carries, a look comes first (LI-1).
    private var setUp: [String] {
        guard group.trainings == nil else { return [] }
        return [
            "See under Groups that “\(group.name)” is there and shows its trainings; if not, set them up before anybody is invited."
        ]
    }

    /// The upload is exact: a cell that a spreadsheet would run, or that separates groups, cannot stand in it.
    private func isFit(_ cell: String) -> Bool {
        !CSVText.runsAsFormula(cell) && !cell.contains { $0 == "," || $0 == ";" || $0.isNewline }
    }

    private func chunks(of items: [OrderItem], _ size: Int) -> [[OrderItem]] {
        stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
    }
}

extension Refusal {
    static let nameless = Refusal(
        code: "names_needed",
        message: "An invitation belongs to one address; name the person, or open the join page (action join-page).",
        rule: "LI-3")

    static func withoutTrainings(_ group: String) -> Refusal {
        Refusal(
            code: "group_without_trainings",
            message:
                "“\(group)” carries no training, and whoever accepts would get none. Choose its trainings first (action set-trainings).",
            rule: "LI-1")
    }
}

import FoundationEssentials
import GatehouseForms
import GatehouseModel

extension ContractReader {
    static let mostTasks = 100
    static let mostSteps = 100
    static let mostMaterials = 20
    /// Bytes of one file or text that a portal takes.
    static let largestMaterial = 1 << 20

    /// What a person has to do, with exactly the items that wait for it.
    ///
    /// - Parameter waiting: each waiting item's reference, and the place of its task.
    func manualTasks(waitedForBy waiting: [(reference: String, task: Int)]) throws(ContractFault) -> [ManualTask] {
        guard try optional("tasks") != nil else {
            guard waiting.isEmpty else { throw fault("tasks", "are missing, and items wait for them") }
            return []
        }
        let tasks = try tasks()
        var references: [Set<String>] = Array(repeating: [], count: tasks.count)
        for (reference, task) in waiting {
            guard tasks.indices.contains(task) else {
                throw fault("tasks", "do not hold the one that an item waits for")
            }
            references[task].insert(reference)
        }
        for (index, task) in tasks.enumerated() {
            guard references[index] == Set(task.references), !task.references.isEmpty else {
                throw ContractFault(
                    .echo, at: "\(place)/tasks/\(index)/references", "are not the items that wait for it")
            }
        }
        return tasks
    }

    /// The same for an action, which has one reference.
    func manualTasks(ofAction reference: String, waitingFor task: Int) throws(ContractFault) -> [ManualTask] {
        let tasks = try tasks()
        guard tasks.indices.contains(task) else {
            throw fault("tasks", "do not hold the one that the action waits for")
        }
        for (index, task) in tasks.enumerated() where !task.references.allSatisfy({ $0 == reference }) {
            throw ContractFault(.echo, at: "\(place)/tasks/\(index)/references", "are not the action's")
        }
        return tasks
    }

    private func tasks() throws(ContractFault) -> [ManualTask] {
        var tasks: [ManualTask] = []
        for reader in try items("tasks", atMost: ContractReader.mostTasks) {
            tasks.append(try ManualTask(contract: reader))
        }
        return tasks
    }
}

extension ManualTask {
    init(contract reader: ContractReader) throws(ContractFault) {
        var steps: [String] = []
        for step in try reader.items("steps", atMost: ContractReader.mostSteps) {
            steps.append(try step.text(lines: true))
        }
        guard !steps.isEmpty else { throw reader.fault("steps", "are empty") }
        var materials: [Material] = []
        if try reader.optional("materials") != nil {
            for material in try reader.items("materials", atMost: ContractReader.mostMaterials) {
                materials.append(try Material(contract: material))
            }
        }
        var references: [String] = []
        for reference in try reader.items("references") {
            references.append(try reference.text(atMost: ContractReader.longestWord))
        }
        self.init(
            title: try reader.requiredText("title", atMost: 500), steps: steps, materials: materials,
            references: references, asks: try reader.form("asks"), rule: try reader.optionalWord("rule"))
    }
}

extension ManualTask.Material {
    /// The name becomes a file's name: one that leads anywhere else is refused.
    init(contract reader: ContractReader) throws(ContractFault) {
        let name = try reader.requiredWord("name")
        guard !name.hasPrefix("."), !name.contains(where: { $0 == "/" || $0 == "\\" || $0 == ":" }) else {
            throw reader.fault("name", "is no plain file name")
        }
        let type = try reader.requiredWord("media_type")
        let isPlain = type.utf8.allSatisfy { (0x21...0x7E).contains($0) || $0 == 0x20 }
        guard isPlain, type.contains("/") else { throw reader.fault("media_type", "is no media type") }
        let content: [UInt8]
        if let base64 = try reader.optional("content_base64") {
            guard let text = base64.value.string, text.utf8.count <= ContractReader.largestMaterial / 3 * 4 + 4,
                let data = Data(base64Encoded: text)
            else { throw reader.fault("content_base64", "is no base64, or too large") }
            content = [UInt8](data)
        } else {
            content = Array(
                try reader.required("content").text(atMost: ContractReader.largestMaterial, lines: true).utf8)
        }
        self.init(
            name: name, mediaType: type, content: content, isSecret: try reader.optionalFlag("secret") ?? false)
    }
}

extension ContractReader {
    /// A form that is asked of a person; the empty one where it is absent.
    func form(_ name: String) throws(ContractFault) -> Form {
        guard let member = try optional(name) else { return .empty }
        do throws(FormProblems) {
            return try Form(json: member.value)
        } catch {
            let first = error.problems[0]
            throw ContractFault(at: member.place + first.pointer, first.reason)
        }
    }
}

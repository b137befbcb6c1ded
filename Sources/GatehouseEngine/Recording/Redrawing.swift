import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Draws an open item of the work list anew, for those who still wait for it and as they are now: whoever was ticked off, given
/// up, seen further at the vendor or held back stands in no file that is uploaded, and nobody at an address of before.
struct Redrawing {
    let world: EngineWorld

    /// The item as it is to be done now, written down where it is another than before. Items of actions, and of providers that
    /// are called to make one, stay as they are.
    func current(_ item: WorkItem, in writer: any LedgerWriter) throws -> WorkItem {
        guard let sketch = try sketch(of: item, in: writer) else { return item }
        try settle(sketch.overtaken, in: writer)
        guard let fresh = try drawn(item, for: sketch.wanted, by: sketch.verb, in: writer), !fresh.looksLike(item)
        else {
            return item
        }
        try writer.redraw(fresh)
        return fresh
    }

    /// The same to be listed: nothing is written.
    func seen(_ item: WorkItem, in reader: any LedgerReader) throws -> WorkItem {
        guard let sketch = try sketch(of: item, in: reader), !sketch.wanted.isEmpty else { return item }
        return try drawn(item, for: sketch.wanted, by: sketch.verb, in: reader) ?? item
    }

    /// For whom an item is to be drawn.
    private struct Sketch {
        let verb: Verb
        let wanted: [Intent]
        let overtaken: [Settlement.Change]
    }

    /// Nil where an item stays as it is.
    private func sketch(of item: WorkItem, in reader: any LedgerReader) throws -> Sketch? {
        guard item.state == .open, item.effects.array?.isEmpty ?? true,
            let connection = try reader.connection(item.connection), connection.descriptor == nil,
            world.mode(of: connection) == .portal
        else { return nil }
        let waiting = try reader.intents(item.intents).filter { $0.state == .manual }
        guard let first = waiting.first, let verb = Verb(rawValue: first.verb), first.action == nil,
            let supply = try first.supply.flatMap({ try reader.supply($0) }),
            waiting.allSatisfy({ $0.verb == first.verb && $0.supply == first.supply })
        else { return nil }
        let site = try Planner(world: world).site(supply, in: reader)
        let changes =
            verb == .retract
            ? waiting.map { _ in nil } : try Overtaken(world: world).changes(waiting, at: site, in: reader)
        return Sketch(
            verb: verb, wanted: zip(waiting, changes).filter { $1 == nil }.map(\.0),
            overtaken: changes.compactMap(\.self).filter(\.isOvertaken))
    }

    /// What is not to be done any more. That it is seen as issued confirms an issue, which is another matter.
    private func settle(_ changes: [Settlement.Change], in writer: any LedgerWriter) throws {
        let changes = changes.filter { $0.act.verb != "issue" }
        guard !changes.isEmpty else { return }
        let batch = try Batch(changes.map(\.act), world: world, in: writer)
        _ = try Settlement(world: world, batch: batch).write(changes, tasks: [], in: writer)
    }

    /// Nil where the provider makes no single item of it.
    private func drawn(_ item: WorkItem, for acts: [Intent], by verb: Verb, in reader: any LedgerReader) throws
        -> WorkItem?
    {
        guard !acts.isEmpty else {
            return item.drawn(
                ManualTask(
                    title: item.title, steps: ["Nothing is to be done now: whom it was for is done, or held back."],
                    references: []))
        }
        let batch = try Batch(acts, world: world, in: reader)
        let context = try world.context(batch.connection, batch.provider)
        let order = batch.order
        let tasks: [ManualTask]?
        do throws(ProviderError) {
            tasks =
                switch verb {
                case .issue: try batch.provider.issue(order, context).tasksAlone
                case .distribute: try batch.provider.distribute(order, context).tasksAlone
                case .retract: try batch.provider.retract(order, context).tasksAlone
                case .remind: try batch.provider.remind(order, context).tasksAlone
                default: nil
                }
        } catch { return nil }
        guard let tasks, tasks.count == 1 else { return nil }
        return item.drawn(tasks[0])
    }
}

extension Answer {
    /// Nil where some of it is no work for a person.
    fileprivate var tasksAlone: [ManualTask]? {
        items.allSatisfy { if case .manual = $0 { true } else { false } } ? tasks : nil
    }
}

extension Settlement.Change {
    fileprivate var isOvertaken: Bool {
        switch self {
        case .overtaken, .tooLate: true
        default: false
        }
    }
}

extension WorkItem {
    fileprivate func drawn(_ task: ManualTask) -> WorkItem {
        var item = WorkItem(task, id: id, connection: connection, intents: intents, effects: effects, at: createdAt)
        item.shownAt = shownAt
        return item
    }

    fileprivate func looksLike(_ other: WorkItem) -> Bool {
        title == other.title && steps == other.steps && materials == other.materials
    }
}

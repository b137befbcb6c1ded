import GatehouseModel

extension Answer<Reminded> {
    /// A follow-up that took the place of the invitation's own mail. The client has checked that each answer bears the
    /// reference of its item.
    public func asDistributed(_ order: Order) -> Answer<Distributed> {
        Answer<Distributed>(
            zip(order.items, items).map { item, outcome in
                switch outcome {
                case .done(let reminded): .done(Distributed(word: reminded.word, echo: Echo(reference: item.reference)))
                case .rejected(let refusal): .rejected(refusal)
                case .retry(let refusal, let after): .retry(refusal, after: after)
                case .unknown(let words): .unknown(words)
                case .manual(let task): .manual(task: task)
                }
            }, tasks: tasks)
    }
}

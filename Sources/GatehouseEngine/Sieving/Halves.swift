/// The same work over both halves of so many pieces, each on a thread of its own.
enum Halves {
    /// What came of each half, in their order; of one piece there is one.
    static func of<Value: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (Range<Int>) throws -> Value
    ) throws -> [Value] {
        guard count > 1 else { return [try work(0..<count)] }
        let aside = Aside { try work(count / 2..<count) }
        let first = Result { try work(0..<count / 2) }
        let second = try aside.wait()
        return [try first.get(), second]
    }
}

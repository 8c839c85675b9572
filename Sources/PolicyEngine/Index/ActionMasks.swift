/// Gives statements about one service and the names of its actions masks that meet where the statement's patterns
/// cover the name.
///
/// There are 63 bits. Where the service has no more patterns, each has its bit; where it has more, but no more
/// different lists of patterns, each list has its bit. Otherwise bits are shared: masks that don't meet still rule
/// a statement out, but those that meet prove nothing.
struct ActionMasks {
    /// A pattern of names and its mask.
    struct Name {
        var name: [UInt8]
        var mask: UInt64
    }

    private static let bitCount = 63
    private var names: [[UInt8]] = []
    private var places: [[UInt8]: Int] = [:]
    private var statements: [[Int]] = []

    /// Adds a statement with the names that it lists.
    mutating func add(_ listed: [[UInt8]]) {
        let listed = listed.map { name in
            if let place = places[name] { return place }
            places[name] = names.count
            names.append(name)
            return names.count - 1
        }
        statements.append(Array(Set(listed)).sorted())
    }

    /// The masks of all names, and of the statements in the order added.
    func resolve() -> (names: [Name], statements: [UInt64], isExact: Bool) {
        var nameMasks = names.indices.map { 1 << UInt64($0 % ActionMasks.bitCount) as UInt64 }
        if names.count > ActionMasks.bitCount {
            let lists = Array(Set(statements))
            if lists.count <= ActionMasks.bitCount {
                let bits = Dictionary(uniqueKeysWithValues: zip(lists, lists.indices.map { 1 << UInt64($0) as UInt64 }))
                nameMasks = [UInt64](repeating: 0, count: names.count)
                for (list, bit) in bits { for place in list { nameMasks[place] |= bit } }
                return (named(nameMasks), statements.map { bits[$0] ?? 0 }, true)
            }
        }
        let statementMasks = statements.map { list in list.reduce(0) { $0 | nameMasks[$1] } }
        return (named(nameMasks), statementMasks, names.count <= ActionMasks.bitCount)
    }

    private func named(_ masks: [UInt64]) -> [Name] { zip(names, masks).map { Name(name: $0, mask: $1) } }
}

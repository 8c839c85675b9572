/// The name that somebody probably meant.
enum NearestName {
    /// The nearest of the names, or nil where none is near: at most a third of its letters, and at most four, differ.
    ///
    /// Of names equally near the first in the alphabet is taken. Case does not count.
    static func of(_ text: some StringProtocol, among names: some Sequence<String>) -> String? {
        let wanted = Array(text.lowercased().utf8)
        let limit = min(4, max(1, wanted.count / 3))
        var best: (distance: Int, name: String)?
        for name in names {
            let other = Array(name.lowercased().utf8)
            guard abs(other.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, other)
            if distance <= limit, best.map({ (distance, name) < ($0.distance, $0.name) }) ?? true {
                best = (distance, name)
            }
        }
        return best?.name
    }

    /// How many letters to insert, remove or replace.
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var previous = Array(0...other.count)
        for (row, left) in one.enumerated() {
            var current = [row + 1]
            for (column, right) in other.enumerated() {
                let replaced = previous[column] + (left == right ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[other.count]
    }
}

import AWSTypes
import PolicyLanguage

/// A pattern with `*` and `?`, as something that can be compared with other patterns.
///
/// A variable may have any value, so it stands for `*`.
struct Wildcard: Hashable, Sendable {
    /// Bytes, and the two tokens below.
    private let tokens: [UInt16]

    private static let anyCharacter: UInt16 = 256
    private static let anyRun: UInt16 = 257
    /// Any number of characters other than slashes: the name of a bucket in the forms of S3's ARNs.
    private static let anyName: UInt16 = 258
    private static let slash = UInt16(UInt8(ascii: "/"))

    private init(tokens: [UInt16]) { self.tokens = tokens }

    /// Takes a pattern apart.
    init(_ text: some StringProtocol, variables: Bool = false, ignoringCase: Bool = false) {
        var tokens: [UInt16] = []
        for part in PolicyTemplate(text, wildcards: true, variables: variables).parts {
            switch part {
            case .text(let text): tokens += text.utf8.map { UInt16(ignoringCase ? $0.asciiLowercased : $0) }
            case .anyCharacter: tokens.append(Wildcard.anyCharacter)
            case .variable("BucketName", _): tokens.append(Wildcard.anyName)
            case .anyRun, .variable: if tokens.last != Wildcard.anyRun { tokens.append(Wildcard.anyRun) }
            }
        }
        self.tokens = tokens
    }

    /// Whether nothing but one text matches.
    var isLiteral: Bool { !tokens.contains { $0 >= Wildcard.anyCharacter } }

    /// Whether everything matches.
    var isEverything: Bool { tokens == [Wildcard.anyRun] }

    /// The longest text with which everything that matches begins.
    var literalPrefix: ArraySlice<UInt16> { tokens.prefix { $0 < Wildcard.anyCharacter } }

    /// How many literal characters stand right before each wildcard.
    var literalsBeforeWildcards: [Int] {
        var (counts, run): ([Int], Int) = ([], 0)
        for token in tokens {
            if token < Wildcard.anyCharacter {
                run += 1
            } else {
                counts.append(run)
                run = 0
            }
        }
        return counts
    }

    /// Whether a text, in which nothing is a wildcard, matches.
    func matches(_ text: some StringProtocol) -> Bool { covers(Wildcard(tokens: text.utf8.map { UInt16($0) })) }

    /// Whether all that matches the other pattern matches this one.
    ///
    /// Never true in error; pairs such as `?*` and `*?` may be missed.
    func covers(_ other: Wildcard) -> Bool {
        var (mine, theirs) = (0, 0)
        var retry: (mine: Int, theirs: Int)?
        while theirs < other.tokens.count {
            let wanted = other.tokens[theirs]
            if mine < tokens.count, tokens[mine] == Wildcard.anyRun {
                retry = (mine + 1, theirs)
                mine += 1
            } else if mine < tokens.count, wanted != Wildcard.anyRun,
                tokens[mine] == wanted || tokens[mine] == Wildcard.anyCharacter
            {
                (mine, theirs) = (mine + 1, theirs + 1)
            } else if let place = retry {
                retry = (place.mine, place.theirs + 1)
                (mine, theirs) = (place.mine, place.theirs + 1)
            } else {
                return false
            }
        }
        return tokens[mine...].allSatisfy { $0 == Wildcard.anyRun }
    }

    /// Whether some text matches both patterns.
    func intersects(_ other: Wildcard) -> Bool {
        let shared = zip(literalPrefix, other.literalPrefix)
        guard shared.allSatisfy({ $0 == $1 }) else { return false }
        let (rows, columns) = (tokens.count, other.tokens.count)
        var below = [Bool](repeating: false, count: columns + 1)
        var row = below
        for mine in stride(from: rows, through: 0, by: -1) {
            for theirs in stride(from: columns, through: 0, by: -1) {
                let (one, two) = (mine < rows ? tokens[mine] : nil, theirs < columns ? other.tokens[theirs] : nil)
                if one == Wildcard.anyRun {
                    row[theirs] = below[theirs] || two != nil && row[theirs + 1]
                } else if two == Wildcard.anyRun {
                    row[theirs] = row[theirs + 1] || one != nil && below[theirs]
                } else if one == Wildcard.anyName {
                    row[theirs] = below[theirs] || two != nil && two != Wildcard.slash && row[theirs + 1]
                } else if two == Wildcard.anyName {
                    row[theirs] = row[theirs + 1] || one != nil && one != Wildcard.slash && below[theirs]
                } else if let one, let two {
                    row[theirs] =
                        (one == two || one == Wildcard.anyCharacter || two == Wildcard.anyCharacter)
                        && below[theirs + 1]
                } else {
                    row[theirs] = one == nil && two == nil
                }
            }
            swap(&row, &below)
        }
        return below[0]
    }
}

/// Patterns with `*` and `?`, as actions have them.
public enum Wildcards {
    /// Whether a pattern covers a text; both count as they are written, so fold case first where it does not matter.
    public static func covers(_ pattern: String, _ text: String) -> Bool {
        covers(Array(pattern.utf8)[...], Array(text.utf8)[...])
    }

    private static func covers(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while let byte = text.first {
            if pattern.first == UInt8(ascii: "*") {
                pattern.removeFirst()
                retry = (pattern, text)
            } else if let expected = pattern.first, expected == byte || expected == UInt8(ascii: "?") {
                pattern.removeFirst()
                text.removeFirst()
            } else if let from = retry {
                retry = (from.pattern, from.text.dropFirst())
                (pattern, text) = (from.pattern, from.text.dropFirst())
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

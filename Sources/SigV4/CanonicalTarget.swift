/// The path and query of a canonical request.
///
/// Source: IAM User Guide, "Create a signed AWS API request", step 1.
enum CanonicalTarget {
    /// Writes the canonical path, a line feed, and the canonical query.
    static func write(_ target: String, dialect: ServiceRules.Dialect, to output: inout [UInt8]) {
        if target == "/" {  // most requests of the query protocol
            output.append(contentsOf: "/\n".utf8)
            return
        }
        let bytes = Array(target.utf8)
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        writePath(bytes[..<mark], dialect: dialect, to: &output)
        output.append(UInt8(ascii: "\n"))
        if mark < bytes.endIndex { writeQuery(bytes[(mark + 1)...], to: &output) }
    }

    private static func writePath(_ path: ArraySlice<UInt8>, dialect: ServiceRules.Dialect, to output: inout [UInt8]) {
        switch dialect {
        case .s3:
            if path.isEmpty { output.append(UInt8(ascii: "/")) }
            PercentEncoding.canonicalise(path, plus: .isPlus, passing: PercentEncoding.unreservedAndSlash, to: &output)
        case .standard:
            // The path is encoded on the wire already; what was encoded once is encoded again here.
            PercentEncoding.encode(normalised(path), passing: PercentEncoding.unreservedAndSlash, to: &output)
        }
    }

    /// The path without empty and dot segments: RFC 3986 section 5.2.4, and slashes side by side made one.
    private static func normalised(_ path: ArraySlice<UInt8>) -> [UInt8] {
        var segments: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: UInt8(ascii: "/")) {
            let isDots = segment.count <= 2 && segment.allSatisfy { $0 == UInt8(ascii: ".") }
            if !isDots { segments.append(segment) } else if segment.count == 2 { _ = segments.popLast() }
        }
        var result: [UInt8] = [UInt8(ascii: "/")]
        result.append(contentsOf: segments.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
        if path.last == UInt8(ascii: "/"), !segments.isEmpty { result.append(UInt8(ascii: "/")) }
        return result
    }

    private static func writeQuery(_ query: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var parameters: [(name: [UInt8], value: [UInt8])] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = canonical(pair[..<equals])
            // The signature can't sign itself.
            if name.count == 15, name.elementsEqual("X-Amz-Signature".utf8) { continue }
            parameters.append((name, canonical(pair[equals...].dropFirst())))
        }
        // By encoded name, then by encoded value: not by the joined text, in which `=` would be compared too.
        parameters.sort { one, other in
            if one.name != other.name { return one.name.lexicographicallyPrecedes(other.name) }
            return one.value.lexicographicallyPrecedes(other.value)
        }
        var isFirst = true
        for parameter in parameters {
            if !isFirst { output.append(UInt8(ascii: "&")) }
            isFirst = false
            output.append(contentsOf: parameter.name)
            output.append(UInt8(ascii: "="))
            output.append(contentsOf: parameter.value)
        }
    }

    private static func canonical(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 8)
        PercentEncoding.canonicalise(text, plus: .isSpace, passing: PercentEncoding.unreserved, to: &result)
        return result
    }
}

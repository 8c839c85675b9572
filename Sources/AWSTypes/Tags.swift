/// A key and a value that people put on a resource, or pass with a session.
public struct Tag: Hashable, Sendable, Codable {
    /// The key: 1 to 128 characters; compared without regard to case.
    public var key: String
    /// The value: 0 to 256 characters.
    public var value: String

    /// Makes a tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The key as it is compared.
    public var foldedKey: String { key.lowercased() }
}

/// Tags in the order in which they were set, no two with keys that differ in case only.
public struct Tags: Hashable, Sendable, Codable, ExpressibleByArrayLiteral {
    private var elements: [Tag] = []

    /// No tags.
    public init() {}

    /// The tags given; of two with the same key, the later.
    public init(_ tags: some Sequence<Tag>) {
        for tag in tags { set(tag) }
    }

    /// The tags given; of two with the same key, the later.
    public init(arrayLiteral tags: Tag...) { self.init(tags) }

    /// The value of a key, whatever its case.
    public subscript(key: String) -> String? { index(of: key).map { elements[$0].value } }

    /// Adds a tag, or replaces that with the same key, whose place it takes.
    public mutating func set(_ tag: Tag) {
        if let place = index(of: tag.key) { elements[place] = tag } else { elements.append(tag) }
    }

    /// Adds or replaces each of `tags`.
    public mutating func set(_ tags: some Sequence<Tag>) {
        for tag in tags { set(tag) }
    }

    /// Removes the tag of a key, if there is one.
    public mutating func remove(_ key: String) {
        if let place = index(of: key) { elements.remove(at: place) }
    }

    private func index(of key: String) -> Int? {
        if elements.isEmpty { return nil }
        let folded = key.lowercased()
        return elements.firstIndex { $0.foldedKey == folded }
    }

    /// Reads a plain list.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([Tag].self))
    }

    /// Writes a plain list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(elements)
    }
}

extension Tags: RandomAccessCollection {
    /// The first tag's place.
    public var startIndex: Int { elements.startIndex }
    /// The place after the last tag.
    public var endIndex: Int { elements.endIndex }
    /// The tag at a place.
    public subscript(place: Int) -> Tag { elements[place] }
}

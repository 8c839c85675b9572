import Foundation

/// Names with values, in order: header fields that an object is answered with, or its tags.
package struct FieldList: Sendable, Equatable {
    /// One name with its value.
    package struct Field: Sendable, Equatable {
        /// The name.
        package let name: String
        /// The value.
        package let value: String
    }

    /// All of them.
    package private(set) var fields: [Field] = []

    /// No fields.
    package init() {}

    /// These, in their order.
    package init(_ fields: some Sequence<(String, String)>) {
        for (name, value) in fields { append(name, value) }
    }

    /// Adds one at the end.
    ///
    /// NUL, which no header field and no XML can carry, is left out.
    package mutating func append(_ name: String, _ value: String) {
        func clean(_ text: String) -> String { text.utf8.contains(0) ? text.filter { $0 != "\0" } : text }
        fields.append(Field(name: clean(name), value: clean(value)))
    }

    /// The value of the first with that name, in lower or upper case as it was given.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Whether there are none.
    package var isEmpty: Bool { fields.isEmpty }
}

// MARK: - On disk

extension FieldList {
    /// Each name and each value with a NUL after it; nil: there are none.
    var stored: Data? {
        if fields.isEmpty { return nil }
        var data = Data()
        for field in fields {
            data.append(contentsOf: field.name.utf8)
            data.append(0)
            data.append(contentsOf: field.value.utf8)
            data.append(0)
        }
        return data
    }

    init(stored data: Data?) {
        guard let data else { return }
        let texts = data.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        var name: String?
        for text in texts {
            let text = String(decoding: text, as: UTF8.self)
            if let known = name {
                fields.append(Field(name: known, value: text))
                name = nil
            } else {
                name = text
            }
        }
    }
}

import AWSTypes
import PolicyLanguage

/// An object of a request in JSON, its members read by name and type.
///
/// What is missing, unknown or of another type is refused in a sentence that names its place. `null` counts as absent.
struct JSONInput {
    private let path: String
    private let members: [JSONValue.Member]

    /// Reads an object that may have these members and no others.
    init(_ value: JSONValue, at path: String, members names: [String]) throws(AWSError) {
        self.path = path
        let place = path.isEmpty ? "The body" : path
        guard let members = value.members else { throw .validation("\(place) must be an object.") }
        if let stranger = members.first(where: { !names.contains($0.name) }) {
            throw .validation(
                "\(place) has an unknown member '\(stranger.name)'; it may have \(names.joined(separator: ", ")).")
        }
        self.members = members
    }

    /// The member of a name.
    subscript(name: String) -> JSONValue? {
        members.first { $0.name == name && $0.value.content != .null }?.value
    }

    /// How messages call a member.
    func place(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// A text that may be missing.
    func string(_ name: String) throws(AWSError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .validation("\(place(of: name)) must be a string.") }
        return text
    }

    /// A text that must be there.
    func requireString(_ name: String) throws(AWSError) -> String {
        guard let text = try string(name) else { throw .validation("\(place(of: name)) is missing.") }
        return text
    }

    /// A truth that may be missing.
    func boolean(_ name: String) throws(AWSError) -> Bool? {
        switch self[name]?.content {
        case nil: return nil
        case .boolean(let value): return value
        default: throw .validation("\(place(of: name)) must be true or false.")
        }
    }

    /// A whole number that may be missing.
    func integer(_ name: String) throws(AWSError) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .number(let digits) = value.content, let number = Int(digits) else {
            throw .validation("\(place(of: name)) must be a whole number.")
        }
        return number
    }

    /// A list that may be missing.
    func array(_ name: String) throws(AWSError) -> [JSONValue]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.elements else { throw .validation("\(place(of: name)) must be an array.") }
        return elements
    }

    /// Refuses two members that exclude each other.
    func requireOne(of one: String, or other: String) throws(AWSError) {
        switch (self[one] == nil, self[other] == nil) {
        case (true, true): throw .validation("\(place(of: one)) or \(place(of: other)) is needed.")
        case (false, false): throw .validation("\(place(of: one)) and \(place(of: other)) exclude each other.")
        default: return
        }
    }
}

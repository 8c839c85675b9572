import Foundation

/// What botocore's model of a service says of its operations: a list that is not ours.
package struct BotocoreModel: Decodable {
    /// The version that clients state.
    package let apiVersion: String
    /// The namespace of answers.
    package let namespace: String
    /// Operations by name.
    package let operations: [String: Operation]

    /// An operation.
    package struct Operation: Decodable {
        /// The members that a request has to have.
        package let required: [String]
    }

    /// Reads a model's file.
    package init(from file: URL?) throws {
        guard let file else { throw Missing(what: "the model's file") }
        self = try JSONDecoder().decode(BotocoreModel.self, from: Data(contentsOf: file))
    }
}

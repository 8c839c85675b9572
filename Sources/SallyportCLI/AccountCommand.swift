import ArgumentParser
import Foundation

/// `sallyport account`.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Make and list the accounts of a running server.",
        discussion: """
            The server is the one at AWS_ENDPOINT_URL; the access key in the environment must be that of the root \
            user of the server's first account.
            """,
        subcommands: [Create.self, List.self])

    /// `sallyport account create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account, and print its root user's keys.")

        @Option(help: ArgumentHelp("The account's number (default: a random one).", valueName: "id"))
        var id: String?
        @Option(help: ArgumentHelp("The owner's address.", valueName: "address"))
        var email: String?
        @Option(help: ArgumentHelp("The root user's access key id (default: a random one).", valueName: "key"))
        var rootAccessKey: String?
        @Option(help: ArgumentHelp("The root user's secret key.", valueName: "secret"))
        var rootSecretKey: String?
        @Flag(help: "Print JSON.")
        var json = false

        private struct Wish: Encodable {
            let id: String?
            let email: String?
            let rootAccessKeyId: String?
            let rootSecretAccessKey: String?
        }

        private struct Answer: Codable {
            let accountId: String
            let rootAccessKeyId: String
            let rootSecretAccessKey: String
        }

        func run() async throws {
            try await reporting {
                let wish = Wish(
                    id: id, email: email, rootAccessKeyId: rootAccessKey, rootSecretAccessKey: rootSecretKey)
                let made: Answer = try await ServerConnection().send(
                    "POST", "/_sallyport/accounts", [UInt8](try JSONEncoder().encode(wish)))
                if json { return try printJSON(made) }
                print("Account \(made.accountId). Its root user's access key:\n")
                print("export AWS_ACCESS_KEY_ID=\(made.rootAccessKeyId)")
                print("export AWS_SECRET_ACCESS_KEY=\(made.rootSecretAccessKey)")
            }
        }
    }

    /// `sallyport account list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the server's accounts.")

        @Flag(help: "Print JSON.")
        var json = false

        private struct Answer: Codable {
            let accounts: [Summary]

            struct Summary: Codable {
                let accountId: String
                let alias: String?
                let email: String?
            }
        }

        func run() async throws {
            try await reporting {
                let answer: Answer = try await ServerConnection().send("GET", "/_sallyport/accounts")
                if json { return try printJSON(answer) }
                for account in answer.accounts {
                    print([account.accountId, account.alias, account.email].compactMap(\.self).joined(separator: "  "))
                }
            }
        }
    }
}

/// Prints a value as JSON, its members in a fixed order.
func printJSON(_ value: some Encodable) throws { print(try jsonText(value)) }

/// A value as JSON, its members in a fixed order.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

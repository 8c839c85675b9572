import ArgumentParser
import Foundation

/// `sallyport profile`.
struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a profile for the AWS CLI and the SDKs.",
        discussion: """
            Takes the endpoint, the region and the access key from the environment, and adds them as a profile to \
            the files of the AWS CLI. A profile of that name must not be there yet.
            """)

    @Option(help: "The profile's name.")
    var name = "sallyport"

    func run() async throws {
        try await reporting {
            let environment = ProcessInfo.processInfo.environment
            guard let key = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
                throw Problem(
                    "An access key is needed.", hints: ["Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."])
            }
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5B && $0 != 0x5D }) else {
                throw Problem("A profile's name has visible ASCII characters without spaces and brackets.")
            }
            let home = environment["HOME"] ?? "."
            let endpoint = environment["AWS_ENDPOINT_URL"] ?? "http://127.0.0.1:4566"
            let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
            var secrets = ["aws_access_key_id = \(key)", "aws_secret_access_key = \(secret)"]
            if let token = environment["AWS_SESSION_TOKEN"] { secrets.append("aws_session_token = \(token)") }
            let files = [
                Section(
                    file: environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials",
                    title: name, lines: secrets),
                Section(
                    file: environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config",
                    title: name == "default" ? name : "profile \(name)",
                    lines: ["endpoint_url = \(endpoint)", "region = \(region)"]),
            ]
            guard files.flatMap(\.lines).allSatisfy({ !$0.contains(where: \.isNewline) }) else {
                throw Problem("A value in the environment has more than one line.")
            }
            for section in files { try section.checkAbsent() }
            for section in files { try section.append() }
            print("Use it with: aws --profile \(name) sts get-caller-identity")
        }
    }

    /// A section of one of the AWS CLI's files.
    private struct Section {
        let file: String
        let title: String
        let lines: [String]

        /// Whatever its encoding: only the brackets matter here.
        private func contents() throws -> [UInt8] {
            if !FileManager.default.fileExists(atPath: file) { return [] }
            do {
                return [UInt8](try Data(contentsOf: URL(filePath: file)))
            } catch {
                throw Problem("\(file) can't be read: \(error.localizedDescription)")
            }
        }

        func checkAbsent() throws {
            let lines = String(decoding: try contents(), as: UTF8.self).split(whereSeparator: \.isNewline)
            if lines.contains(where: { $0.trimmingCharacters(in: .whitespaces) == "[\(title)]" }) {
                throw Problem("\(file) has a section [\(title)] already.", hints: ["Choose another --name."])
            }
        }

        /// Adds the section at the file's end; what is there is not touched.
        func append() throws {
            let before = try contents()
            let gap = before.isEmpty ? "" : before.last == UInt8(ascii: "\n") ? "\n" : "\n\n"
            let section = gap + "[\(title)]\n" + lines.joined(separator: "\n") + "\n"
            let files = FileManager.default
            do {
                try files.createDirectory(
                    atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
                if !files.fileExists(atPath: file) {
                    _ = files.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600])
                }
                let handle = try FileHandle(forWritingTo: URL(filePath: file))
                try handle.seekToEnd()
                try handle.write(contentsOf: Data(section.utf8))
                try handle.close()
            } catch {
                throw Problem("\(file) can't be written: \(error.localizedDescription)")
            }
        }
    }
}

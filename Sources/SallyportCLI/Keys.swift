import AWSTypes
import ArgumentParser
import Foundation
import IdentityStore
import WebIdentity

/// `sallyport keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look after the keys that seal secrets and session tokens.", subcommands: [Rotate.self])

    /// `sallyport keys rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key, and seal the stored secrets with it.",
            discussion: """
                The server must not run meanwhile. Access keys stay as they are, and session tokens stay valid until \
                they expire: old keys are kept until nothing that was sealed with them can be used, and are forgotten \
                at the first rotation after that. Issuers of web identity tokens sign with new keys too, and publish the \
                old ones for as long as their tokens last. If somebody may have read the key file, use --forget-old-keys.
                """)

        @Option(help: ArgumentHelp("Where identities are kept (default: .sallyport).", valueName: "directory"))
        var dataDir: String?
        @Flag(help: "Forget the old keys at once; all session tokens end.")
        var forgetOldKeys = false

        func run() async throws {
            try await reporting {
                guard Setting.text(nil, "KEYS") == nil else {
                    throw Problem(
                        "The keys are in SALLYPORT_KEYS, which this command can't change.",
                        hints: ["Unset it to rotate the keys of the data directory's file."])
                }
                let directory = Setting.text(dataDir, "DATA_DIR") ?? ".sallyport"
                var entropy = SystemRandomNumberGenerator()
                do {
                    let outcome = try KeyRotation.run(
                        in: directory, at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)),
                        oldKeys: forgetOldKeys ? .forgotten : .keptUntilUnused, entropy: &entropy,
                        makeTokenKeys: TokenSigner.makeKeys)
                    print("\(directory) has a new key; \(outcome.entities) entities are sealed with it.")
                    print("Old keys: \(outcome.keys - 1) kept, \(outcome.forgotten) forgotten.")
                } catch let problem as StoreProblem {
                    throw Problem(problem.problem, hints: problem.hints)
                }
            }
        }
    }
}

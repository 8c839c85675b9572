import ArgumentParser

/// The command `sallyport`.
@main
struct Sallyport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sallyport",
        abstract: "AWS's identity and access management, on your own machine.",
        discussion: """
            Sallyport answers the AWS APIs of STS and IAM, and enforces policies as AWS documents them. Start it with \
            'sallyport serve', paste the lines it prints, and use the AWS CLI, an SDK or Terraform as usual.

            Each option can also be given as an environment variable: SALLYPORT_ and the option's name in capitals, \
            such as SALLYPORT_DATA_DIR for --data-dir.
            """,
        version: "sallyport 0.1.0",
        subcommands: [
            Serve.self, AccountCommand.self, Profile.self, Explain.self, Simulate.self, Lint.self, Keys.self,
            Workload.self,
            CredentialProcess.self, PolicyCommand.self, Recognize.self,
        ])
}

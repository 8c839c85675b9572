import AWSTypes
import ArgumentParser
import Foundation
import Hummingbird
import SallyportServer
import UnixSignals

extension Workload {
    /// `sallyport workload imds`.
    struct Imds: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve the instance metadata of EC2, with the credentials of an instance profile's role.",
            discussion: """
                Programs use it when AWS_EC2_METADATA_SERVICE_ENDPOINT is set to the address that is printed. It \
                serves this machine only, until it is told to end.
                """)

        @Option(
            help: ArgumentHelp(
                "The instance profile's name (default: that of the instance, which EC2 behind the server is asked for).",
                valueName: "name"))
        var instanceProfile: String?
        @Option(help: "The port to listen on (default: any that is free).")
        var port = 0
        @Option(help: ArgumentHelp("The instance's id (default: a random one).", valueName: "id"))
        var instanceID: String?
        @Flag(name: .customLong("allow-v1"), help: "Answer requests without a token too, as IMDSv1 did.")
        var allowsV1 = false
        @OptionGroup var life: Life

        func run() async throws {
            try await reporting {
                if instanceProfile == nil, instanceID == nil {
                    throw Problem("One of --instance-profile and --instance-id is needed.")
                }
                let instanceID = instanceID ?? "i-0" + Unguessable.text().prefix(16)
                guard instanceID.wholeMatch(of: /i-[0-9a-f]{8,17}/) != nil else {
                    throw Problem("An instance's id is i- and 8 to 17 hexadecimal digits.")
                }
                let server = try ServerConnection()
                let profile =
                    if let instanceProfile { instanceProfile } else {
                        try await UpstreamWorkload.instanceProfile(of: instanceID, at: server)
                    }
                let wish = WorkloadWish(
                    instanceProfile: profile, sessionName: instanceID, durationSeconds: life.duration)
                let endpoint = MetadataEndpoint(
                    credentials: try await life.credentials(wish, from: server), region: server.region,
                    instanceID: instanceID, allowsV1: allowsV1,
                    started: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
                let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
                try await LoopbackServer.run(port: port, answering: endpoint.answer) { port in
                    print("export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:\(port)/")
                    fflush(nil)
                    for await _ in signals { break }
                }
            }
        }
    }
}

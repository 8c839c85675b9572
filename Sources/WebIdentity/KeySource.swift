import Foundation
import NIOPosix

/// Where an issuer's keys come from.
protocol KeySource: Sendable {
    /// The issuer's key set as JSON, and for how many seconds it may be kept.
    func keys(of issuer: String, trusting thumbprints: [String]) async throws(KeySourceFailure) -> FetchedKeys
}

/// A key set as it was fetched.
struct FetchedKeys: Sendable {
    let json: [UInt8]
    let lifetime: Int64
}

/// Why an issuer's keys could not be had.
enum KeySourceFailure: Error, Equatable {
    /// Nobody answered in time.
    case unreachable(String)
    /// The server showed a certificate that neither a public authority nor a thumbprint vouches for.
    case untrusted
    /// What came is not what the standards ask for.
    case unusable(String)
}

/// Keys that lie in files, for machines without a network: a file for each issuer.
struct KeyFiles: KeySource {
    let paths: [String: String]
    let others: any KeySource

    func keys(of issuer: String, trusting thumbprints: [String]) async throws(KeySourceFailure) -> FetchedKeys {
        guard let path = paths[issuer] else { return try await others.keys(of: issuer, trusting: thumbprints) }
        // A disk may be slow; requests do not wait for it on their event loop.
        let contents = try? await NIOThreadPool.singleton.runIfActive { FileManager.default.contents(atPath: path) }
        guard let contents = contents ?? nil else { throw .unusable("\(path) can't be read") }
        return FetchedKeys(json: [UInt8](contents), lifetime: KeyFiles.lifetime)
    }

    /// A file may change at any time, and is soon read again.
    private static let lifetime: Int64 = 10
}

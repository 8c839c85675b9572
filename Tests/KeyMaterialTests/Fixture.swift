import Foundation
import Testing

/// A key or a certificate that OpenSSL or ssh-keygen made; `Vectors/make` makes them anew.
func vector(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
}

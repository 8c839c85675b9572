import AWSTypes
import ArgumentParser
import Audit
import Foundation
import IdentityStore
import Logging
import NIOCore
import NIOPosix
import ObjectStore
import SallyportServer
import WebIdentity

/// `sallyport serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            At the first start it makes an account, and prints the root user's keys once. Ctrl-C finishes the \
            requests under way, and ends it.
            """)

    @Option(help: ArgumentHelp("The address to listen on (default: 127.0.0.1).", valueName: "address"))
    var host: String?
    @Option(help: ArgumentHelp("The port to listen on (default: 4566).", valueName: "port"))
    var port: String?
    @Option(
        help: ArgumentHelp(
            "Where identities are kept (default: .sallyport; with --dev: in memory).", valueName: "directory"))
    var dataDir: String?
    @Option(help: ArgumentHelp("What becomes of denials: 'enforce', or 'audit' to only log them.", valueName: "mode"))
    var enforcement: String?
    @Option(help: ArgumentHelp("The region in the lines to paste (default: us-east-1).", valueName: "region"))
    var region: String?
    @Flag(help: "For test suites: in memory, and with a door that resets the server. Access control stays on.")
    var dev = false
    @Option(help: ArgumentHelp("The first account's number.", valueName: "id"))
    var accountId: String?
    @Option(help: ArgumentHelp("The first account's root access key id.", valueName: "key"))
    var rootAccessKey: String?
    @Option(help: ArgumentHelp("The first account's root secret key.", valueName: "secret"))
    var rootSecretKey: String?
    @Option(help: ArgumentHelp("Serve TLS with this certificate chain (PEM).", valueName: "file"))
    var tlsCertificate: String?
    @Option(help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"))
    var tlsKey: String?
    @Option(
        help: ArgumentHelp(
            "Where others reach the server (default: its address and port); issuers of web identity tokens are named by it.",
            valueName: "url"))
    var publicUrl: String?
    @Option(help: ArgumentHelp("A newer catalogue of AWS's managed policies.", valueName: "file"))
    var awsManagedPolicies: String?
    @Option(
        help: ArgumentHelp("The key set of an OpenID Connect issuer, as a file. Repeatable.", valueName: "issuer=file"))
    var oidcKeys: [String] = []
    @Option(
        help: ArgumentHelp(
            "Certificates (PEM) to trust besides the system's for OpenID Connect issuers.", valueName: "file"))
    var oidcAuthorities: String?
    @Flag(help: "Let an OpenID Connect issuer's documents name addresses of the server's own network.")
    var oidcPrivateAddresses = false
    @Option(
        help: ArgumentHelp(
            "Where the audit log is kept, or 'off' (default: audit in the data directory; with --dev: off).",
            valueName: "directory"))
    var auditLog: String?
    @OptionGroup(title: "Services that somebody else runs")
    var upstreams: UpstreamArguments
    @Option(
        help: ArgumentHelp(
            "Whether new S3 buckets block public access, 'on' or 'off' (default: on, as at AWS).", valueName: "state"))
    var s3BlockPublicAccess: String?
    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical (default: notice).", valueName: "level"))
    var logLevel: String?

    func run() async throws {
        try await reporting {
            // Requests then run where their bytes arrive: no hop between threads, which costs more than the work does.
            // Nothing may block those threads; the store syncs the disk on a thread of its own.
            NIOSingletons.blockingPoolThreadCountSuggestion = 4
            _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
            let options = try options()
            var logger = Logger(label: "sallyport", factory: StreamLogHandler.standardError(label:))
            logger.logLevel = options.logLevel
            try await serve(options, logger)
        }
    }

    private func serve(_ options: ServerOptions, _ logger: Logger) async throws {
        do {
            let server = try Server(options, logger: logger)
            try await server.run { lines in
                FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
            }
        } catch let problem as StoreProblem {
            throw Problem(problem.problem, hints: problem.hints)
        } catch let problem as ObjectStoreProblem {
            throw Problem(problem.problem, hints: problem.hints)
        } catch let problem as AuditProblem {
            throw Problem(
                problem.description, hints: ["Name another directory with --audit-log, or turn it off with 'off'."])
        } catch let error as AWSError {
            throw Problem(error.message)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw Problem(
                "Port \(options.port) of \(options.host) is in use.", hints: ["Choose another with --port."])
        } catch let error as IOError {
            throw Problem("\(options.host):\(options.port) can't be listened on: \(error).")
        }
    }

    private func options() throws -> ServerOptions {
        var options = ServerOptions()
        options.host = Setting.text(host, "HOST") ?? options.host
        options.port =
            try Setting.value(port, "PORT") { Int($0).flatMap { (0...65_535).contains($0) ? $0 : nil } } ?? options.port
        options.isDevelopment = try Setting.flag(dev, "DEV")
        if let directory = Setting.text(dataDir, "DATA_DIR") {
            options.location = .directory(directory)
        } else if options.isDevelopment {
            options.location = .memory
        }
        options.enforcement = try Setting.value(enforcement, "ENFORCEMENT", Enforcement.init(rawValue:)) ?? .enforce
        options.region = Setting.text(region, "REGION") ?? options.region
        options.accountID = try Setting.value(accountId, "ACCOUNT_ID") { AccountID($0) }
        do {
            options.rootKey = try RootKey.parse(
                id: Setting.text(rootAccessKey, "ROOT_ACCESS_KEY"),
                secret: Setting.text(rootSecretKey, "ROOT_SECRET_KEY"))
        } catch {
            throw Problem(error.message, hints: ["The options are --root-access-key and --root-secret-key."])
        }
        options.keys = Setting.text(nil, "KEYS")
        switch (Setting.text(tlsCertificate, "TLS_CERTIFICATE"), Setting.text(tlsKey, "TLS_KEY")) {
        case (nil, nil): break
        case (let certificate?, let key?): options.tls = (certificate, key)
        default: throw Problem("--tls-certificate and --tls-key must be given together.")
        }
        options.publicURL = try Setting.value(publicUrl, "PUBLIC_URL") { text in
            let url = text.hasSuffix("/") ? String(text.dropLast()) : text
            guard let parts = URL(string: url), ["http", "https"].contains(parts.scheme), parts.host != nil,
                parts.query == nil, parts.fragment == nil
            else { return nil }
            return url
        }
        options.awsManagedPolicies = Setting.text(awsManagedPolicies, "AWS_MANAGED_POLICIES")
        switch (Setting.text(auditLog, "AUDIT_LOG"), options.location) {
        case ("off"?, _), (nil, .memory): options.auditLog = nil
        case (let directory?, _): options.auditLog = directory
        case (nil, .directory(let data)): options.auditLog = options.isDevelopment ? nil : "\(data)/audit"
        }
        options.webIdentity = try webIdentityOptions()
        options.blocksPublicAccess =
            try Setting.value(s3BlockPublicAccess, "S3_BLOCK_PUBLIC_ACCESS") {
                $0 == "on" ? true : $0 == "off" ? false : nil
            } ?? options.blocksPublicAccess
        options.upstreams = try upstreams.options()
        options.logLevel = try Setting.value(logLevel, "LOG_LEVEL", Logger.Level.init(rawValue:)) ?? options.logLevel
        return options
    }

    private func webIdentityOptions() throws -> WebIdentityOptions {
        var options = WebIdentityOptions()
        let given = oidcKeys.isEmpty ? Setting.text(nil, "OIDC_KEYS").map { $0.split(separator: ",") } : nil
        for pair in given?.map(String.init) ?? oidcKeys {
            guard let mark = pair.lastIndex(of: "="), pair.hasPrefix("https://") else {
                throw Problem(
                    "'\(pair)' is no valid value of --oidc-keys (SALLYPORT_OIDC_KEYS).",
                    hints: ["It is an issuer and a file: https://idp.example.com=keys.json"])
            }
            options.keyFiles[String(pair[..<mark])] = String(pair[pair.index(after: mark)...])
        }
        options.authorities = Setting.text(oidcAuthorities, "OIDC_AUTHORITIES")
        options.allowsPrivateAddresses = try Setting.flag(oidcPrivateAddresses, "OIDC_PRIVATE_ADDRESSES")
        return options
    }
}

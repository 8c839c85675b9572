// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: strict, and a warning stops the build.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let collections = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// Libraries of the system, written in C.
let libraries: [Target] = [
    .systemLibrary(
        name: "CLibXML2", path: "Sources/CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
        name: "CQREncode", path: "Sources/CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CPNG", path: "Sources/CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
]

/// The pure core: no I/O, no clock, no entropy, no async.
let core: [Target] = [
    .target(name: "AWSTypes", swiftSettings: strict),
    .target(name: "PolicyLanguage", dependencies: ["AWSTypes"], swiftSettings: strict),
    .target(name: "PolicyEngine", dependencies: ["AWSTypes", "PolicyLanguage"], swiftSettings: strict),
    .target(
        name: "PolicyAnalysis", dependencies: ["AWSTypes", "PolicyEngine", "PolicyLanguage"], swiftSettings: strict),
    .target(name: "PolicyValidation", dependencies: ["AWSTypes", "PolicyLanguage"], swiftSettings: strict),
    .target(name: "SigV4", dependencies: ["AWSTypes", crypto], swiftSettings: strict),
    .target(name: "ServiceRouting", dependencies: ["AWSTypes", "SigV4"], swiftSettings: strict),
    .target(
        name: "Authentication", dependencies: ["AWSTypes", "SigV4", crypto, cryptoExtras], swiftSettings: strict),
    .target(name: "AWSProtocols", dependencies: ["AWSTypes", "PolicyLanguage"], swiftSettings: strict),
    .target(name: "S3Checksums", dependencies: ["AWSTypes", crypto], swiftSettings: strict),
    .target(name: "QRCode", dependencies: ["CPNG", "CQREncode"], swiftSettings: strict),
    .target(
        name: "IdentityModel",
        dependencies: ["AWSTypes", "PolicyEngine", "PolicyLanguage", collections],
        swiftSettings: strict),
    .target(
        name: "KeyMaterial", dependencies: ["AWSTypes", asn1, certificates, crypto, cryptoExtras],
        swiftSettings: strict),
    .target(name: "SafeXML", dependencies: ["CLibXML2"], swiftSettings: strict),
    .target(
        name: "Federation", dependencies: ["AWSTypes", "IdentityModel", "KeyMaterial", "SafeXML"],
        swiftSettings: strict),
    .target(
        name: "S3Protocol", dependencies: ["AWSProtocols", "AWSTypes", "PolicyLanguage", "SafeXML", "SigV4"],
        swiftSettings: strict),
    .target(
        name: "Operations",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "PolicyAnalysis", "PolicyEngine",
            "PolicyLanguage",
        ],
        swiftSettings: strict),
    .target(
        name: "IAMService",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "Federation", "IdentityModel", "KeyMaterial", "Operations",
            "PolicyEngine", "PolicyLanguage", "QRCode",
        ],
        swiftSettings: strict),
    .target(
        name: "OrganizationsService",
        dependencies: [
            "AWSProtocols", "AWSTypes", "IdentityModel", "Operations", "PolicyEngine", "PolicyLanguage",
        ],
        swiftSettings: strict),
    .target(
        name: "S3Service",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyEngine",
            "PolicyLanguage", "S3Protocol", "SafeXML", "SigV4",
        ],
        swiftSettings: strict),
    .target(
        name: "ServiceFacts",
        dependencies: [
            "AWSTypes", "IdentityModel", "Operations", "PolicyEngine", "PolicyLanguage", "SafeXML", "ServiceRouting",
            "SigV4",
        ],
        swiftSettings: strict),
    .target(
        name: "CognitoIdentityService",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "KeyMaterial", "Operations",
            "PolicyEngine", "PolicyLanguage",
        ],
        swiftSettings: strict),
    .target(
        name: "STSService",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyEngine",
            "PolicyLanguage", crypto,
        ],
        swiftSettings: strict),
]

/// The shell: bytes, time and chance.
let shell: [Target] = [
    .target(name: "ManagedPolicyData", exclude: ["README.md", "aws-managed-policies.jsonl"]),
    .target(name: "ServiceAuthorizationData", exclude: ["README.md", "service-authorization.txt"]),
    .target(name: "ServiceOperationData", exclude: ["README.md", "needs.txt", "routes.txt"]),
    .target(
        name: "IdentityStore",
        dependencies: [
            "AWSTypes", "Authentication", "IdentityModel", logging, collections,
            .product(name: "GRDB", package: "GRDB.swift"),
        ],
        swiftSettings: strict),
    .target(
        name: "ObjectStore",
        dependencies: [
            "AWSTypes", "S3Checksums", logging,
            .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ],
        swiftSettings: strict),
    .target(
        name: "Audit",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyLanguage", logging,
        ],
        swiftSettings: strict),
    .target(
        name: "WebIdentity",
        dependencies: [
            "AWSTypes", "Operations", "PolicyLanguage", crypto, cryptoExtras, logging,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOFoundationCompat", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "X509", package: "swift-certificates"),
        ],
        swiftSettings: strict),
    .target(
        name: "CXMLSec", dependencies: ["CLibXML2"],
        cSettings: [
            .define("XMLSEC_CRYPTO_OPENSSL", to: "1"), .define("XMLSEC_NO_CRYPTO_DYNAMIC_LOADING", to: "1"),
            .define("XMLSEC_NO_SIZE_T"), .define("__XMLSEC_FUNCTION__", to: "__func__"),
            .unsafeFlags(["-I/usr/include/xmlsec1"]),
        ],
        linkerSettings: [.linkedLibrary("xmlsec1-openssl"), .linkedLibrary("xmlsec1")]),
    .target(
        name: "SAMLVerification",
        dependencies: ["AWSTypes", "CLibXML2", "CXMLSec", "Federation", "IdentityModel", "Operations"],
        swiftSettings: strict),
    .target(
        name: "Gateway",
        dependencies: [
            "AWSProtocols", "AWSTypes", "PolicyLanguage", "ServiceFacts", "ServiceRouting", "SigV4", logging,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ],
        swiftSettings: strict),
    .target(
        name: "SallyportServer",
        dependencies: [
            "Audit", "AWSProtocols", "AWSTypes", "Authentication", "CognitoIdentityService", "Gateway", "IAMService",
            "IdentityModel", "IdentityStore", "KeyMaterial", "ManagedPolicyData", "ObjectStore", "Operations",
            "OrganizationsService", "PolicyAnalysis", "PolicyEngine", "PolicyLanguage", "S3Checksums", "S3Protocol",
            "S3Service", "SafeXML", "SAMLVerification", "STSService", "ServiceFacts", "ServiceOperationData",
            "ServiceRouting", "SigV4", "WebIdentity", cryptoExtras, logging,
            .product(name: "DequeModule", package: "swift-collections"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdTLS", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "SallyportCLI",
        dependencies: [
            "AWSTypes", "Audit", "Gateway", "IdentityStore", "ObjectStore", "PolicyAnalysis", "PolicyEngine",
            "PolicyLanguage",
            "PolicyValidation", "SallyportServer",
            "ServiceAuthorizationData", "ServiceFacts", "ServiceRouting", "SigV4", "WebIdentity", logging,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict),
]

/// What is measured; see each folder's README.
let benchmarks: [Target] = [
    .executableTarget(
        name: "BareServer",
        dependencies: [
            logging,
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ],
        path: "Benchmarks/http/BareServer", swiftSettings: strict),
    .executableTarget(
        name: "BareFileServer",
        dependencies: [
            logging,
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ],
        path: "Benchmarks/s3/BareFileServer", swiftSettings: strict),
    .executableTarget(
        name: "BareProxy",
        dependencies: [
            logging,
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
        ],
        path: "Benchmarks/gateway/BareProxy", swiftSettings: strict),
    .executableTarget(
        name: "EngineBenchmark", dependencies: ["AWSTypes", "PolicyEngine", "PolicyLanguage"],
        path: "Benchmarks/engine", exclude: ["README.md", "generate-workloads"], swiftSettings: strict),
    .executableTarget(
        name: "StoreBenchmark",
        dependencies: ["AWSTypes", "Authentication", "IdentityModel", "IdentityStore", "PolicyLanguage", logging],
        path: "Benchmarks/store", exclude: ["README.md"], swiftSettings: strict),
]

/// Programs for readers.
let examples: [Target] = [
    .executableTarget(
        name: "may",
        dependencies: [
            "AWSTypes", "SigV4",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        path: "Examples/authorize/may", swiftSettings: strict)
]

let tests: [Target] = [
    .target(name: "TestRandomness", path: "Tests/TestRandomness", swiftSettings: strict),
    .target(
        name: "TestSupport",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyLanguage",
            "TestRandomness",
        ],
        path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
        name: "AWSProtocolsTests", dependencies: ["AWSProtocols", "AWSTypes", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "AWSTypesTests", dependencies: ["AWSTypes", "TestRandomness"], swiftSettings: strict),
    .testTarget(
        name: "AuditTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Audit", "Authentication", "IdentityModel", "Operations", "TestSupport",
            logging,
        ],
        swiftSettings: strict),
    .testTarget(
        name: "AuthenticationTests", dependencies: ["AWSTypes", "Authentication", "TestRandomness"],
        swiftSettings: strict),
    .testTarget(
        name: "FederationTests", dependencies: ["AWSTypes", "Federation", "IdentityModel", "SafeXML"],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
        name: "KeyMaterialTests", dependencies: ["AWSTypes", "KeyMaterial"], resources: [.copy("Vectors")],
        swiftSettings: strict),
    .testTarget(
        name: "IAMServiceTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IAMService", "IdentityModel", "Operations", "PolicyEngine",
            "TestSupport",
        ],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
        name: "IdentityModelTests",
        dependencies: [
            "AWSTypes", "IdentityModel", "Operations", "PolicyEngine", "PolicyLanguage", "TestRandomness",
            "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "IdentityStoreTests",
        dependencies: [
            "AWSTypes", "Authentication", "IdentityModel", "IdentityStore", "PolicyLanguage", collections, logging,
            "TestRandomness",
            .product(name: "GRDB", package: "GRDB.swift"),
        ],
        swiftSettings: strict),
    .testTarget(
        name: "OperationsTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyEngine",
            "TestRandomness", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ObjectStoreTests",
        dependencies: [
            "AWSTypes", "ObjectStore", "S3Checksums", "TestRandomness", logging,
            .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "NIOCore", package: "swift-nio"),
        ],
        swiftSettings: strict),
    .testTarget(
        name: "PolicyEngineTests", dependencies: ["AWSTypes", "PolicyEngine", "PolicyLanguage", "TestRandomness"],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
        name: "OrganizationsServiceTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IAMService", "IdentityModel", "Operations",
            "OrganizationsService", "PolicyAnalysis", "PolicyEngine", "PolicyLanguage", "STSService", "TestSupport",
        ],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(name: "PolicyLanguageTests", dependencies: ["AWSTypes", "PolicyLanguage"], swiftSettings: strict),
    .testTarget(
        name: "PolicyValidationTests",
        dependencies: [
            "ManagedPolicyData", "PolicyLanguage", "PolicyValidation", "ServiceAuthorizationData", "TestRandomness",
        ],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(name: "SafeXMLTests", dependencies: ["SafeXML"], swiftSettings: strict),
    .testTarget(name: "S3ProtocolTests", dependencies: ["AWSTypes", "S3Protocol", "SigV4"], swiftSettings: strict),
    .testTarget(
        name: "S3ServiceTests",
        dependencies: [
            "AWSTypes", "Authentication", "IdentityModel", "Operations", "PolicyEngine", "PolicyLanguage", "S3Protocol",
            "S3Service", "ServiceAuthorizationData", "SigV4", "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "CognitoIdentityServiceTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "CognitoIdentityService", "IAMService", "IdentityModel",
            "Operations", "OrganizationsService", "PolicyEngine", "PolicyLanguage", "STSService", "TestSupport",
            cryptoExtras,
        ],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
        name: "STSServiceTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Authentication", "IAMService", "IdentityModel", "Operations", "PolicyEngine",
            "PolicyLanguage", "STSService", "TestSupport",
        ],
        resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
        name: "S3ChecksumsTests", dependencies: ["S3Checksums", "TestRandomness"], swiftSettings: strict),
    .testTarget(
        name: "SallyportServerTests",
        dependencies: [
            "AWSProtocols", "AWSTypes", "Audit", "Authentication", "IAMService", "IdentityModel", "IdentityStore",
            "ObjectStore", "Operations",
            "OrganizationsService", "S3Protocol", "STSService", "SallyportServer", "SigV4", "TestRandomness",
            "TestSupport", logging,
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ServiceFactsTests",
        dependencies: [
            "AWSTypes", "Operations", "PolicyEngine", "ServiceFacts", "ServiceOperationData", "ServiceRouting", "SigV4",
            "TestSupport",
        ],
        swiftSettings: strict),
    .testTarget(
        name: "ServiceRoutingTests", dependencies: ["AWSTypes", "ServiceRouting", "SigV4"], swiftSettings: strict),
    .testTarget(
        name: "WebIdentityTests",
        dependencies: ["AWSTypes", "Operations", "PolicyLanguage", "WebIdentity", logging],
        swiftSettings: strict),
    .testTarget(
        name: "SigV4Tests", dependencies: ["AWSTypes", "SigV4", "TestRandomness"], resources: [.copy("Vectors")],
        swiftSettings: strict),
]

let package = Package(
    name: "sallyport",
    products: [
        .executable(name: "sallyport", targets: ["SallyportCLI"]),
        .library(name: "PolicyEngine", targets: ["PolicyEngine", "PolicyLanguage"]),
        .library(name: "SigV4", targets: ["SigV4"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: libraries + core + shell + benchmarks + examples + tests,
    swiftLanguageModes: [.v6]
)

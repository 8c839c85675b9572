import AWSTypes
import S3Checksums
import S3Protocol

/// What a request says of the checksum of the bytes it brings.
struct DeclaredChecksum {
    /// How it is made; nil: nothing is said.
    let algorithm: ChecksumAlgorithm?
    /// The checksum, where it stands in the head.
    let value: Checksum?
    /// The field after the body that it will stand in.
    let trailer: String?

    /// The algorithms that AWS has and this server has not.
    private static let unmet = ["xxhash64", "xxhash3", "xxhash128"]

    /// - Throws: `InvalidRequest` where it is malformed, or says two things.
    init(_ request: S3Request) throws(AWSError) {
        for name in DeclaredChecksum.unmet where request.header("x-amz-checksum-\(name)") != nil {
            throw .notImplemented("The checksum \(name)")
        }
        let given = ChecksumAlgorithm.allCases.filter { request.header($0.headerName) != nil }
        guard given.count <= 1 else {
            throw .invalidRequest(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        let names = (request.header("x-amz-trailer") ?? "").split(separator: ",").map {
            $0.filter { $0 != " " }.lowercased()
        }
        let trailers = ChecksumAlgorithm.allCases.filter { names.contains($0.headerName) }
        for name in names where name.hasPrefix("x-amz-checksum-") && trailers.isEmpty {
            throw .invalidRequest("The value specified in the x-amz-trailer header is not supported")
        }
        guard given.isEmpty || trailers.isEmpty, trailers.count <= 1 else {
            throw .invalidRequest(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        algorithm = given.first ?? trailers.first
        trailer = trailers.first?.headerName
        value = try given.first.map { algorithm throws(AWSError) in
            try DeclaredChecksum.read(algorithm, request.header(algorithm.headerName) ?? "")
        }
        guard let text = request.header("x-amz-sdk-checksum-algorithm") else { return }
        guard let meant = ChecksumAlgorithm(rawValue: text.uppercased()) else {
            throw .invalidRequest(
                "Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
        guard let algorithm else {
            if request.operation.hasObjectBody || request.operation.hasDocument && meant != .md5 {
                throw .invalidRequest(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer "
                        + "headers were found.")
            }
            return
        }
        guard algorithm == meant else {
            throw .invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
    }

    /// Reads a checksum.
    static func read(_ algorithm: ChecksumAlgorithm, _ text: String) throws(AWSError) -> Checksum {
        guard let checksum = Checksum(algorithm, base64: text) else {
            throw .invalidRequest("Value for \(algorithm.headerName) header is invalid.")
        }
        return checksum
    }

    /// Compares what was declared with what was computed.
    static func compare(_ declared: Checksum, _ computed: Checksum?) throws(AWSError) {
        guard declared == computed else {
            throw AWSError(
                "BadDigest", status: 400,
                "The \(declared.algorithm.rawValue) you specified did not match the calculated checksum.")
        }
    }
}

/// The field `Content-MD5`.
enum DeclaredMD5 {
    /// The MD5 that a body has to have; nil: nothing is said.
    ///
    /// - Throws: `InvalidDigest`.
    static func read(_ request: S3Request) throws(AWSError) -> Checksum? {
        guard let text = request.header("content-md5") else { return nil }
        guard let md5 = Checksum(.md5, base64: text) else {
            throw AWSError("InvalidDigest", status: 400, "The Content-MD5 you specified was invalid.")
                .adding(.init("Content-MD5", text))
        }
        return md5
    }

    static func compare(_ declared: Checksum?, _ computed: Checksum) throws(AWSError) {
        guard let declared, declared != computed else { return }
        throw AWSError("BadDigest", status: 400, "The Content-MD5 you specified did not match what we received.")
            .adding(.init("ExpectedDigest", declared.base64), .init("CalculatedDigest", computed.base64))
    }
}

/// The checksums of a small document, which has come already.
enum DocumentDigests {
    /// Compares what the head says with the document; answers whether it says anything.
    @discardableResult
    static func check(_ call: ObjectCall) throws(AWSError) -> Bool {
        let md5 = try DeclaredMD5.read(call.request)
        let declared = try DeclaredChecksum(call.request)
        func computed(_ algorithm: ChecksumAlgorithm) -> Checksum {
            var running = RunningChecksum(algorithm)
            call.document.withUnsafeBytes { running.update($0) }
            return running.checksum
        }
        if let md5 { try DeclaredMD5.compare(md5, computed(.md5)) }
        if let value = declared.value { try DeclaredChecksum.compare(value, computed(value.algorithm)) }
        return md5 != nil || declared.value != nil
    }
}

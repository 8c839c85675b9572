import AWSTypes

extension String {
    /// The text with all but RFC 3986's unreserved characters percent-encoded, as IAM returns policy documents.
    package var percentEncoded: String {
        var text = self
        return text.withUTF8 { utf8 in
            String(unsafeUninitializedCapacity: utf8.count * 3) { buffer in
                var length = 0
                for byte in utf8 {
                    if unreserved.contains(byte) {
                        buffer[length] = byte
                        length += 1
                    } else {
                        buffer[length] = UInt8(ascii: "%")
                        buffer[length + 1] = hexDigits[Int(byte >> 4)]
                        buffer[length + 2] = hexDigits[Int(byte & 15)]
                        length += 3
                    }
                }
                return length
            }
        }
    }
}

private let unreserved = ASCIISet.alphanumerics.union("-._~")
private let hexDigits = Array("0123456789ABCDEF".utf8)

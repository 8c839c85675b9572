import AWSTypes
import Operations
import Testing

@testable import WebIdentity

/// The examples of RFC 7515, appendices A.2 and A.3: a token, and the key that signed it.
enum Published {
    static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let rs256 =
        "eyJhbGciOiJSUzI1NiJ9.\(payload)."
        + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
        + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
        + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
        + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
        + "p0igcN_IoypGlUPQGe77Rw"
    static let rsaKey = #"""
        {"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJ\#
        PMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs\#
        LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8\#
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}
        """#
    static let es256 =
        "eyJhbGciOiJFUzI1NiJ9.\(payload)."
        + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    static let ecKey = #"""
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """#
}

@Suite("Key sets")
struct KeySetTests {
    private func keys(_ keys: String...) throws -> KeySet {
        try #require(KeySet(json: Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8)))
    }

    private func token(_ text: String) throws -> JSONWebToken { try #require(JSONWebToken(text)) }

    @Test("The examples of RFC 7515 verify", arguments: [Published.rs256, Published.es256])
    func published(text: String) throws {
        let keys = try keys(Published.rsaKey, Published.ecKey)
        #expect(keys.verifies(try token(text)))
    }

    @Test("A changed payload does not", arguments: [Published.rs256, Published.es256])
    func changed(text: String) throws {
        let keys = try keys(Published.rsaKey, Published.ecKey)
        let changed = text.replacing("eyJpc3MiOiJqb2UiLA0K", with: "eyJpc3MiOiJqb2UiLCAK")
        #expect(changed != text)
        #expect(try !keys.verifies(token(changed)))
    }

    @Test("A key verifies nothing but its own algorithm, whatever the token's header says")
    func confusion() throws {
        let rsa = try keys(Published.rsaKey)
        #expect(!rsa.hasKey(for: try token(Published.es256)))
        // An HMAC under the bytes of a public key, and no signature at all.
        for header in [#"{"alg":"HS256"}"#, #"{"alg":"none"}"#, #"{"alg":"PS256"}"#] {
            let parts = Published.rs256.split(separator: ".")
            let forged = try token("\(Base64URL.encode(Array(header.utf8))).\(parts[1]).\(parts[2])")
            #expect(!rsa.hasKey(for: forged))
            #expect(!rsa.verifies(forged))
        }
    }

    @Test("A key's own algorithm, use and id are heeded")
    func restrictions() throws {
        for (member, fits) in [
            (#""alg":"RS256""#, true), (#""alg":"RS384""#, false), (#""use":"sig""#, true), (#""use":"enc""#, false),
            (#""kid":"other""#, true),
        ] {
            let key = Published.rsaKey.replacing(#""kty""#, with: "\(member),\"kty\"")
            #expect(try keys(key).verifies(token(Published.rs256)) == fits, "\(member)")
        }
    }

    @Test("Keys that can't be used stand for nothing, and leave the others alone")
    func leftOut() throws {
        let weak = #"{"kty":"RSA","e":"AQAB","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1Wl"}"#
        let keys = try keys(
            #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}"#, #"{"kty":"EC","crv":"P-256"}"#,
            #"{"kty":"EC","crv":"secp256k1","x":"a","y":"b"}"#, #"{"kty":7}"#, "{}", weak, Published.ecKey)
        #expect(keys.verifies(try token(Published.es256)))
        #expect(!keys.hasKey(for: try token(Published.rs256)))
        #expect(KeySet(json: Array("{}".utf8)) == nil)
        #expect(KeySet(json: Array("<html>".utf8)) == nil)
    }
}

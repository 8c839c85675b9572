import AWSTypes
import Testing

@Suite("Base 32")
struct Base32Tests {
    @Test(
        "RFC 4648's vectors decode, with padding, without it, and in small letters",
        arguments: [
            ("", ""), ("MY======", "f"), ("MZXQ====", "fo"), ("MZXW6===", "foo"), ("MZXW6YQ=", "foob"),
            ("MZXW6YTB", "fooba"), ("MZXW6YTBOI======", "foobar"),
        ])
    func vectors(text: String, bytes: String) {
        for form in [text, text.replacing("=", with: ""), text.lowercased()] {
            #expect(Base32.decode(form) == Array(bytes.utf8), "\(form)")
        }
    }

    @Test("What is not base 32 is refused", arguments: ["M", "MY1=====", "MZ", "M=Y", "0000", "MY ", "MYA", "é"])
    func refusals(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}

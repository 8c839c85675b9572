import AWSTypes
import TestRandomness
import Testing

@Suite("Account ids")
struct AccountIDTests {
    @Test(
        "Twelve digits are an account, leading zeros included",
        arguments: ["123456789012", "000000000001", "000000000000"])
    func accepted(text: String) throws {
        #expect(try #require(AccountID(text)).description == text)
    }

    @Test(
        "Nothing else is",
        arguments: [
            "", "12345678901", "1234567890123", "12345678901a", "+12345678901", "-12345678901", " 12345678901",
            "123456789012 ", "1234-5678-901", "１２３４", "١٢٣٤٥٦",
        ])
    func refused(text: String) {
        #expect(AccountID(text) == nil)
    }

    @Test("A number of more than twelve digits is no account")
    func numbers() {
        #expect(AccountID(number: 999_999_999_999)?.description == "999999999999")
        #expect(AccountID(number: 1_000_000_000_000) == nil)
    }

    @Test("Fresh accounts have a first digit that is not zero")
    func fresh() {
        var entropy = SeededGenerator(seed: 1)
        for _ in 0..<1000 { #expect(AccountID(entropy: &entropy).number >= 100_000_000_000) }
    }
}

/// The examples were published with the accounts they belong to: Aidan Steele, "AWS Access Key ID formats" (2020);
/// Tal Be'ery, "A short note on AWS KEY ID" (2023).
@Suite("The account in ids")
struct AccountCodeTests {
    @Test(
        "Published access key ids tell the accounts they belong to",
        arguments: [
            ("ASIAY34FZKBOKMUTVV7A", "609629065308"), ("ASIAQNZGKIQY56JQ7WML", "029608264753"),
            ("ASIAR2TG44V5PDTTBZRR", "125843596666"),
        ])
    func published(id: String, account: String) throws {
        #expect(try #require(AccessKeyID(id)).accountID?.description == account)
        #expect(AccountID(uniqueID: id)?.description == account)
    }

    @Test("Every id that is made carries its account, odd and even, in AWS's alphabet and length")
    func roundTrip() throws {
        var entropy = SeededGenerator(seed: 2)
        let edges = try [0, 1, 2, 999_999_999_998, 999_999_999_999].map { try #require(AccountID(number: $0)) }
        for account in edges + (0..<500).map({ _ in AccountID(entropy: &entropy) }) {
            let key = AccessKeyID(.longTerm, account: account, entropy: &entropy)
            let temporary = AccessKeyID(.temporary, account: account, entropy: &entropy)
            let user = UserID(account: account, entropy: &entropy)
            #expect(key.accountID == account)
            #expect(temporary.accountID == account)
            #expect(AccountID(uniqueID: user.text) == account)
            #expect(key.text.wholeMatch(of: /AKIA[A-Z2-7]{16}/) != nil)
            #expect(temporary.text.wholeMatch(of: /ASIA[A-Z2-7]{16}/) != nil)
            #expect(user.text.wholeMatch(of: /AIDA[A-Z2-7]{17}/) != nil)
            #expect(!key.isTemporary)
            #expect(temporary.isTemporary)
        }
    }

    @Test("Ids of one account differ in all that is not its code")
    func random() throws {
        var entropy = SeededGenerator(seed: 3)
        let account = try #require(AccountID("123456789012"))
        let ids = (0..<1000).map { _ in RoleID(account: account, entropy: &entropy).text }
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids.map { $0.prefix(12) }).count == 1)
        for place in 13..<21 {
            let characters = Set(ids.map { Array($0)[place] })
            #expect(characters.count == 32, "place \(place) has \(characters.count) of 32 characters")
        }
    }

    @Test(
        "Texts that AWS did not make carry no account",
        arguments: ["", "AKIA", "AKIAIOSFODNN7EXAMPL1", "test", "AKIA12345678", "ASIAc29tZXRoaW5nCg=="])
    func foreign(text: String) {
        #expect(AccessKeyID(text)?.accountID == nil)
    }
}

@Suite("Access key ids")
struct AccessKeyIDTests {
    @Test("A key has 1 to 128 visible ASCII characters", arguments: ["test", "AKIAIOSFODNN7EXAMPLE", "a", "~!@#$%"])
    func accepted(text: String) {
        #expect(AccessKeyID(text)?.text == text)
        #expect(AccessKeyID(String(repeating: "k", count: 128)) != nil)
    }

    @Test(
        "What a credential could not carry is refused", arguments: ["", "a/b", "a,b", "a b", "a\n", "clé", "a\u{7F}"])
    func refused(text: String) {
        #expect(AccessKeyID(text) == nil)
        #expect(AccessKeyID(String(repeating: "k", count: 129)) == nil)
    }
}

@Suite("Unique ids")
struct UniqueIDTests {
    @Test("The prefix tells the kind, as the IAM User Guide lists them")
    func prefixes() throws {
        var entropy = SeededGenerator(seed: 4)
        let account = try #require(AccountID("123456789012"))
        #expect(UserID(account: account, entropy: &entropy).text.hasPrefix("AIDA"))
        #expect(RoleID(account: account, entropy: &entropy).text.hasPrefix("AROA"))
        #expect(GroupID(account: account, entropy: &entropy).text.hasPrefix("AGPA"))
        #expect(ManagedPolicyID(account: account, entropy: &entropy).text.hasPrefix("ANPA"))
        #expect(InstanceProfileID(account: account, entropy: &entropy).text.hasPrefix("AIPA"))
    }

    @Test("An id of one kind is none of another")
    func kinds() {
        #expect(UserID("AIDAJQABLZS4A3QDU576Q")?.text == "AIDAJQABLZS4A3QDU576Q")
        #expect(RoleID("AIDAJQABLZS4A3QDU576Q") == nil)
        for text in ["", "AIDA", "AIDAJQABLZS4A3-DU576Q", "aidajqablzs4a3qdu576q", "bob"] {
            #expect(UserID(text) == nil)
        }
    }
}

import AWSTypes
import IdentityModel
import IdentityStore
import Operations
import TestSupport
import Testing

@testable import SallyportServer

@Suite("The hashing of passwords")
struct PasswordHasherTests {
    @Test("A server hashes as the documents say, with a salt of its own for each profile")
    func recipe() async throws {
        let server = try await TestServer()
        _ = try await server.user("bob")
        let form = "Action=CreateLoginProfile&Password=Passw0rd!"
        for name in ["&UserName=bob", ""] { #expect(try await server.call("iam", form + name).status == 200) }
        let account = try #require(server.store.snapshot[World.account])
        let bob = try #require(account.users[UserName(unchecked: "bob")])
        let hashes = [KeyOwner.root, .user(bob.id)].compactMap { account.loginProfile(of: $0)?.password }
        #expect(hashes.count == 2)
        for hash in hashes {
            #expect(hash.recipe == PasswordRecipe(cost: 32_768, blockSize: 8, parallelism: 3, salt: hash.recipe.salt))
            #expect(hash.recipe.salt.count == 16)
            #expect(hash.digest.count == 32)
        }
        #expect(Set(hashes.map(\.recipe.salt)).count == 2)
        #expect(Set(hashes.map(\.digest)).count == 2)
    }

    @Test("Nobody has a password hashed who may not set it")
    func permission() async throws {
        let server = try await TestServer()
        let key = try await server.user("eve")
        let body = "Action=CreateLoginProfile&UserName=eve&Password=Passw0rd!&Version=2010-05-08"
        let request = try server.sign(server.request("POST", "/", body: body), for: "iam", by: key.id, key.secret)
        let answer = await server.pipeline.answer(request)
        #expect(answer.code == "AccessDenied")
    }
}

import Testing

@testable import LocalPostgres

@Suite struct PostmasterFileTests {
    @Test func runningServersFileIsRead() throws {
        let file = try #require(
            PostmasterFile("4711\n/data/postgres\n1764109800\n5432\n/tmp/x\n\n  1234 5\nready   \n")
        )
        #expect(file.process == 4711)
        #expect(file.isReady)
    }

    @Test(arguments: ["4711\n/data\n", "4711\n/data/postgres\n1764109800\n5432\n/tmp/x\n\n  1234 5\nstarting\n"])
    func startingServerIsNotReady(text: String) throws {
        #expect(try #require(PostmasterFile(text)).isReady == false)
    }

    @Test(arguments: ["", "\n", "-1\n", "none\n"])
    func otherTextIsNoServer(text: String) {
        #expect(PostmasterFile(text) == nil)
    }
}

import Testing

@testable import Accounts

/// Cheap enough for tests; the parameters travel with each hash.
extension PasswordHash.Cost {
    static let light = PasswordHash.Cost(logRounds: 8, blockSize: 8, parallelism: 1)
}

@Suite struct PasswordHashTests {
    private let hasher = PasswordHasher(cost: .light)

    @Test func verifiesWhatWasHashed() throws {
        let hash = hasher.hash("correct horse battery")
        let stored = try #require(PasswordHash(hash.text))
        #expect(stored == hash)
        #expect(hasher.verify("correct horse battery", against: stored))
        #expect(!hasher.verify("correct horse batterY", against: stored))
        #expect(!hasher.verify("", against: stored))
    }

    /// Made by another implementation: Python's hashlib.scrypt with n=1024, r=8, p=2.
    @Test func agreesWithAnotherImplementation() {
        let stored = PasswordHash(
            "$scrypt$ln=10,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac"
        )
        #expect(stored != nil)
        #expect(hasher.verify("p\u{e4}ssword and more", against: stored))
    }

    @Test func sameCharactersAreTheSamePassword() {
        let hash = hasher.hash("Zo\u{eb} and more")
        #expect(hasher.verify("Zoe\u{308} and more", against: hash))
    }

    @Test func samePasswordTwiceGivesTwoHashes() {
        #expect(hasher.hash("correct horse battery").text != hasher.hash("correct horse battery").text)
    }

    @Test func standardCostRuns() {
        let hasher = PasswordHasher()
        let hash = hasher.hash("correct horse battery")
        #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(hasher.verify("correct horse battery", against: hash))
    }

    @Test func passwordsAreNotCut() {
        let long = String(repeating: "x", count: PasswordHasher.maximumLength)
        let hash = hasher.hash(long)
        #expect(hasher.verify(long, against: hash))
        #expect(!hasher.verify(long + "y", against: hash))
    }

    @Test func unknownAccountTakesTheSameWork() {
        let hash = hasher.hash("correct horse battery")
        let before = hasher.runs
        #expect(!hasher.verify("correct horse battery", against: nil))
        #expect(hasher.runs == before + 1)
        #expect(!hasher.verify("wrong horse battery", against: hash))
        #expect(hasher.runs == before + 2)
        #expect(!hasher.verify(String(repeating: "x", count: 100_000), against: hash))
        #expect(hasher.runs == before + 3)
    }

    @Test(arguments: [
        "", "password", "$scrypt$", "$argon2id$ln=8,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ",
        // Costs that would take the machine away.
        "$scrypt$ln=30,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac",
        "$scrypt$ln=10,r=800,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac",
        "$scrypt$ln=10,r=8,p=0$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac",
        "$scrypt$ln=-1,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac",
        // Short or damaged salt and hash.
        "$scrypt$ln=10,r=8,p=1$MDEy$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac",
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ",
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac=",
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NtVIcJ+4JbTMIESPW/aW19GrP8PgddWM9UYJJe04tac$",
    ])
    func otherTextIsNoHash(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }
}

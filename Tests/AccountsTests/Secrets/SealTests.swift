import Crypto
import Foundation
import Testing

@testable import Accounts

@Suite struct SealTests {
    private let seal = Seal(key: SymmetricKey(size: .bits256))

    @Test func opensOnlyWhereItBelongs() {
        let sealed = seal.seal(Array("secret".utf8), context: "here")
        #expect(seal.open(sealed, context: "here") == Array("secret".utf8))
        #expect(seal.open(sealed, context: "there") == nil)
        #expect(Seal(key: SymmetricKey(size: .bits256)).open(sealed, context: "here") == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(seal.open(changed, context: "here") == nil)
        }
    }

    @Test func fileIsMadeOnceAndIsItsOwnersAlone() throws {
        let path = "/tmp/gateway-seal-\(getpid())-\(UInt32.random(in: 0 ... .max))/seal.key"
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        let sealed = try Seal(file: path).seal([1, 2, 3], context: "")
        #expect(try Seal(file: path).open(sealed, context: "") == [1, 2, 3])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test(arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 63)])
    func otherTextIsNoKey(_ text: String) {
        #expect(throws: SealFileError.self) { try Seal(hexadecimal: text, source: "seal-key") }
    }
}

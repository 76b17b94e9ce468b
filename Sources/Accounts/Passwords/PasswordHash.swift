import Foundation

/// What is kept of a password: scrypt's result with its salt and parameters, as a PHC string.
///
///     $scrypt$ln=15,r=8,p=3$<salt>$<hash>        base64 without padding
///
/// See RFC 7914 for scrypt, and the PHC string format for the notation.
package struct PasswordHash: Sendable, Equatable {
    /// How much work one hash is. Memory: `128 * 2^logRounds * blockSize` bytes.
    package struct Cost: Sendable, Equatable {
        package var logRounds: Int
        package var blockSize: Int
        package var parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MB, three times over: the work of 2^17 rounds in a quarter of the memory.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// What this program is ready to compute: a row in the database must not be able to ask for more.
        var isAcceptable: Bool {
            (1...16).contains(logRounds) && (1...8).contains(blockSize) && (1...8).contains(parallelism)
        }
    }

    package let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    static let saltLength = 16
    static let keyLength = 32

    init(cost: Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Reads a PHC string; `nil` if it is not one of ours.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Cost(parameters: parts[2]), cost.isAcceptable,
            let salt = Base64.decode(parts[3]), salt.count >= 8,
            let key = Base64.decode(parts[4]), key.count == Self.keyLength
        else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    /// As it is stored.
    package var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Base64.encode(salt))$\(Base64.encode(key))"
    }
}

extension PasswordHash.Cost {
    fileprivate init?(parameters: Substring) {
        let values = parameters.split(separator: ",", omittingEmptySubsequences: false)
        guard values.count == 3, values[0].hasPrefix("ln="), values[1].hasPrefix("r="), values[2].hasPrefix("p="),
            let logRounds = Int(values[0].dropFirst(3)), let blockSize = Int(values[1].dropFirst(2)),
            let parallelism = Int(values[2].dropFirst(2))
        else { return nil }
        self.init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }
}

/// Base64 without padding (RFC 4648, sections 3.2 and 4).
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard !text.contains("=") else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}

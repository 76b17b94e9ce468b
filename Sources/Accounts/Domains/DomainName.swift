import CICU
import Foundation
import Postgres

/// A domain's name in canonical form (IDNA 2008 as UTS 46 processes it), and what it looks like.
package struct DomainName: Sendable, Equatable {
    /// A-labels, lower case, no dot at the end: `xn--bcher-kva.example`.
    package let name: String
    /// As people read it: `bücher.example`.
    package let displayName: String
    /// Equal for names that can be taken for each other (UTS 39, section 4).
    package let skeleton: String

    /// `nil` for what is no domain's name, or only a host's or a top-level one.
    package init?(_ text: String) {
        var text = text.trimmingCharacters(in: .whitespaces)
        if text.hasSuffix(".") { text.removeLast() }
        guard text.utf8.count <= 1_000, !text.utf8.contains(0),
            let name = Self.convert(text, icu_domain_to_ascii),
            let displayName = Self.convert(name, icu_domain_to_unicode),
            let skeleton = Self.convert(displayName, icu_skeleton)
        else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, name.utf8.count <= 253, labels.allSatisfy({ (1...63).contains($0.utf8.count) }),
            // An address in digits is no domain.
            labels.last?.allSatisfy(\.isNumber) == false
        else { return nil }
        self.name = name.lowercased()
        self.displayName = displayName
        self.skeleton = skeleton
    }

    private static func convert(
        _ text: String,
        _ function: (UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32) -> Int32
    ) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4_096) { buffer in
            let count = text.withCString { function($0, buffer.baseAddress, Int32(buffer.count)) }
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// The organization whose verified domain this is, or one of those above it.
    func owner(in connection: Connection) throws(AccountError) -> Int64? {
        var labels = name.split(separator: ".")[...]
        while labels.count >= 2 {
            var parameters = Parameters()
            parameters.text(labels.joined(separator: "."))
            let found = try connection.run("SELECT domain_owner($1)", parameters)
            if !found.isNull(0, 0) { return found.int8(0, 0) }
            labels = labels.dropFirst()
        }
        return nil
    }
}

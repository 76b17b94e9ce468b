import Crypto

/// A file of a sample product. It stands for an installation image, and says so.
struct SampleFile: Sendable {
    let name: String
    let language: String
    let architecture: String
    let content: [UInt8]

    /// Below the folder of downloads.
    var path: String { "\(language)/\(name)" }

    /// In hexadecimal digits.
    var sha256: String {
        SHA256.hash(data: content).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The files of installed software: in two languages.
    static func files(of product: SampleProduct) -> [SampleFile] {
        guard product.kind == "SOFTWARE" else { return [] }
        let title = product.name.split(separator: ",").first.map(String.init) ?? product.name
        let words = title.split(separator: " ").joined(separator: "-").lowercased()
        return ["en", "de"].map { language in
            let text = "\(title), \(language), X64.\nSample data has no software: this file stands for it.\n"
            return SampleFile(
                name: "\(words)-\(language)-x64.iso",
                language: language,
                architecture: "X64",
                // Enough to be had in parts.
                content: Array(String(repeating: text, count: 1_000).utf8)
            )
        }
    }
}

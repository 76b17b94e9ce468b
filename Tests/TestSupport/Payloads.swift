/// Texts that try to add a line to whatever they are put into: 40 of them.
package enum Payloads {
    package static let all: [String] = {
        let breaks = ["\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\u{0B}", "\u{85}", "\u{2028}"]
        let attacks = [
            "Bcc: victim@evil.example", "To: victim@evil.example", "Content-Type: text/html",
            "Subject: other", "--=_boundary--",
        ]
        return breaks.flatMap { lineBreak in attacks.map { "Ada\(lineBreak)\($0)" } }
    }()
}

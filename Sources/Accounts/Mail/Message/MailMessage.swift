import Foundation

/// A mail as it goes out (RFC 5322), in two forms, of which the receiver's program shows the one that it can
/// (RFC 2046, section 5.1.4).
struct MailMessage: Sendable {
    let sender: String
    let recipient: String
    let recipientName: String
    let subject: String
    let language: String
    /// With its angle brackets.
    let messageID: String
    let date: Date
    let text: String
    let html: String

    /// The message's bytes, lines ending in CR LF.
    var bytes: [UInt8] {
        // Occurs in neither part: quoted-printable has no `=_` (RFC 2045, section 6.7).
        let boundary =
            "=_\(messageID.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })"
        let lines = [
            "Date: \(MailHeader.date(date))",
            "From: Business Center <\(MailHeader.address(sender))>",
            "To: \(MailHeader.text(recipientName)) <\(MailHeader.address(recipient))>",
            "Subject: \(MailHeader.text(subject, after: "Subject: ".utf8.count))",
            "Message-ID: \(MailHeader.address(messageID))",
            "Auto-Submitted: auto-generated",
            "Content-Language: \(MailHeader.address(language))",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
            "--\(boundary)",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            QuotedPrintable.encode(text),
            "--\(boundary)",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            QuotedPrintable.encode(html),
            "--\(boundary)--",
            "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8)
    }
}

/// Values of a mail's header fields. Nothing that comes in can end a line.
enum MailHeader {
    /// Text as people read it: as it is where it is plain, else as encoded words (RFC 2047, section 2).
    ///
    /// - Parameter column: where on its line it begins.
    static func text(_ text: String, after column: Int = 4) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "'"):
                true
            default: false
            }
        }
        if isPlain && text.utf8.count + column <= 76 && !text.hasPrefix(" ") && !text.hasSuffix(" ") { return text }
        // A word holds at most 75 characters, and whole characters: 45 bytes make 60 of base64.
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() {
            if !chunk.isEmpty { words.append("=?utf-8?B?\(Data(chunk).base64EncodedString())?=") }
            chunk.removeAll()
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > 36 { close() }
            chunk += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    /// An address, an identifier or a tag: what could end it or its line is left out. It was checked where it came
    /// in; this is the second wall.
    static func address(_ address: String) -> String {
        String(String.UnicodeScalarView(address.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }))
    }

    /// RFC 5322, section 3.3.
    static func date(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[Int(parts.tm_wday)]), \(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
    }
}

/// RFC 2045, section 6.7.
enum QuotedPrintable {
    static func encode(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var encoded = ""
            var width = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isPlain =
                    (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
                    // A dot that stands alone ends a message (RFC 5321, section 4.5.2).
                    && !(byte == UInt8(ascii: ".") && width == 0) || (byte == 0x20 && !isLast)
                let piece = isPlain ? String(UnicodeScalar(byte)) : "=" + hexadecimal(byte)
                if width + piece.utf8.count > 75 {
                    encoded += "=\r\n"
                    width = 0
                }
                encoded += piece
                width += piece.utf8.count
            }
            return encoded
        }.joined(separator: "\r\n")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}

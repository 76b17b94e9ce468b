/// What mails say, in one language. Each phrase is a Mustache template over the mail's details:
/// `name`, `email`, `organization`, `inviter`, `inviterEmail`, `agreement`, `expires`.
struct MailPhrases: Sendable {
    /// A BCP 47 tag.
    let language: String
    var isRightToLeft = false
    let greeting: String
    /// By kind of mail.
    let subjects: [MailKind: String]
    let leads: [MailKind: String]
    let buttons: [MailKind: String]
    /// Which address to register with.
    let address: String
    let expiry: String
    /// For those whose program shows no button.
    let fallback: String
    let unexpected: String

    static let all: [MailPhrases] = [
        english, german, french, spanish, italian, brazilianPortuguese, japanese, simplifiedChinese,
    ]

    /// The phrases of a language tag, the nearest that there are: `de-AT` is German, `pt` Brazilian Portuguese, `zh`
    /// simplified Chinese, and English stands for all others.
    static func of(_ tag: String) -> MailPhrases {
        let tag = tag.lowercased()
        if let exact = all.first(where: { $0.language.lowercased() == tag }) { return exact }
        let main = tag.split(separator: "-").first ?? ""
        return all.first { $0.language.lowercased().split(separator: "-").first == main } ?? english
    }
}

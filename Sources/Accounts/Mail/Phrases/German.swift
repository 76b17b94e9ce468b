extension MailPhrases {
    static let german = MailPhrases(
        language: "de",
        greeting: "Guten Tag {{{name}}},",
        subjects: [
            .firstInvitation: "Ihre Einladung zum Business Center",
            .invitation: "{{{inviter}}} lädt Sie zum Business Center ein",
            .passwordReset: "Neues Passwort wählen",
        ],
        leads: [
            .firstInvitation: """
            Der Volumenlizenzvertrag {{{agreement}}} von {{{organization}}} nennt Sie als \
            Administrator des Einkaufskontos. Sie werden als erste Person Ihrer Organisation \
            eingeladen; danach können Sie selbst andere einladen.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) lädt Sie ein, im Business Center für \
            {{{organization}}} zu arbeiten.
            """,
            .passwordReset: "Jemand, vermutlich Sie selbst, hat ein neues Passwort für {{{email}}} angefordert.",
        ],
        buttons: [
            .firstInvitation: "Loslegen",
            .invitation: "Einladung annehmen",
            .passwordReset: "Passwort wählen",
        ],
        address: "Ihr Konto erhält diese Arbeitsadresse: {{{email}}}",
        expiry: "Der Link gilt einmal, bis {{{expires}}} (UTC).",
        fallback: "Wenn die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:",
        unexpected: """
            Wenn Sie diese Nachricht nicht erwartet haben, tun Sie nichts: Ohne den Link ändert sich \
            nichts.
            """
    )
}

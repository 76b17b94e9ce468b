extension MailPhrases {
    static let italian = MailPhrases(
        language: "it",
        greeting: "Buongiorno {{{name}}},",
        subjects: [
            .firstInvitation: "Il suo invito al Business Center",
            .invitation: "{{{inviter}}} la invita al Business Center",
            .passwordReset: "Scegliere una nuova password",
        ],
        leads: [
            .firstInvitation: """
            Il contratto multilicenza {{{agreement}}} di {{{organization}}} la indica come \
            amministratore dell’account di acquisto. Lei è la prima persona invitata della sua \
            organizzazione; in seguito potrà invitarne altre.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) la invita a lavorare nel Business Center per \
            {{{organization}}}.
            """,
            .passwordReset: "Qualcuno, probabilmente lei, ha chiesto una nuova password per {{{email}}}.",
        ],
        buttons: [
            .firstInvitation: "Iniziare",
            .invitation: "Accettare l’invito",
            .passwordReset: "Scegliere una password",
        ],
        address: "Il suo account avrà questo indirizzo di lavoro: {{{email}}}",
        expiry: "Il link funziona una sola volta, fino al {{{expires}}} (UTC).",
        fallback: "Se il pulsante non funziona, apra questo indirizzo:",
        unexpected: """
            Se non aspettava questo messaggio, non faccia nulla: senza il link non cambia niente.
            """
    )
}

extension MailPhrases {
    static let french = MailPhrases(
        language: "fr",
        greeting: "Bonjour {{{name}}},",
        subjects: [
            .firstInvitation: "Votre invitation au Business Center",
            .invitation: "{{{inviter}}} vous invite au Business Center",
            .passwordReset: "Choisir un nouveau mot de passe",
        ],
        leads: [
            .firstInvitation: """
            Le contrat de licences en volume {{{agreement}}} de {{{organization}}} vous désigne comme \
            administrateur du compte d’achat. Vous êtes la première personne invitée de votre \
            organisation ; vous pourrez ensuite en inviter d’autres.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) vous invite à travailler dans le Business Center pour \
            {{{organization}}}.
            """,
            .passwordReset: "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour {{{email}}}.",
        ],
        buttons: [
            .firstInvitation: "Commencer",
            .invitation: "Accepter l’invitation",
            .passwordReset: "Choisir un mot de passe",
        ],
        address: "Votre compte aura cette adresse professionnelle : {{{email}}}",
        expiry: "Le lien fonctionne une seule fois, jusqu’au {{{expires}}} (UTC).",
        fallback: "Si le bouton ne fonctionne pas, ouvrez cette adresse :",
        unexpected: "Si vous n’attendiez pas ce message, ne faites rien : sans le lien, rien ne change."
    )
}

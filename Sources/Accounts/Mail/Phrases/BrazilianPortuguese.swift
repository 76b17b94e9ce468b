extension MailPhrases {
    static let brazilianPortuguese = MailPhrases(
        language: "pt-BR",
        greeting: "Olá, {{{name}}},",
        subjects: [
            .firstInvitation: "Seu convite para o Business Center",
            .invitation: "{{{inviter}}} convida você para o Business Center",
            .passwordReset: "Escolher uma nova senha",
        ],
        leads: [
            .firstInvitation: """
            O contrato de licenciamento por volume {{{agreement}}} de {{{organization}}} indica você \
            como administrador da conta de compras. Você é a primeira pessoa convidada da sua \
            organização; depois poderá convidar outras.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) convida você para trabalhar no Business Center por \
            {{{organization}}}.
            """,
            .passwordReset: "Alguém, provavelmente você, pediu uma nova senha para {{{email}}}.",
        ],
        buttons: [
            .firstInvitation: "Começar",
            .invitation: "Aceitar o convite",
            .passwordReset: "Escolher uma senha",
        ],
        address: "Sua conta terá este endereço de trabalho: {{{email}}}",
        expiry: "O link funciona uma única vez, até {{{expires}}} (UTC).",
        fallback: "Se o botão não funcionar, abra este endereço:",
        unexpected: "Se você não esperava esta mensagem, não faça nada: sem o link, nada muda."
    )
}

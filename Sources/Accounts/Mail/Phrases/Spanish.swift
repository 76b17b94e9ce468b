extension MailPhrases {
    static let spanish = MailPhrases(
        language: "es",
        greeting: "Hola, {{{name}}}:",
        subjects: [
            .firstInvitation: "Su invitación al Business Center",
            .invitation: "{{{inviter}}} le invita al Business Center",
            .passwordReset: "Elegir una contraseña nueva",
        ],
        leads: [
            .firstInvitation: """
            El contrato de licencias por volumen {{{agreement}}} de {{{organization}}} le nombra \
            administrador de la cuenta de compras. Usted es la primera persona invitada de su \
            organización; después podrá invitar a otras.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) le invita a trabajar en el Business Center para \
            {{{organization}}}.
            """,
            .passwordReset: "Alguien, probablemente usted, ha pedido una contraseña nueva para {{{email}}}.",
        ],
        buttons: [
            .firstInvitation: "Empezar",
            .invitation: "Aceptar la invitación",
            .passwordReset: "Elegir una contraseña",
        ],
        address: "Su cuenta tendrá esta dirección de trabajo: {{{email}}}",
        expiry: "El enlace funciona una sola vez, hasta {{{expires}}} (UTC).",
        fallback: "Si el botón no funciona, abra esta dirección:",
        unexpected: "Si no esperaba este mensaje, no haga nada: sin el enlace no cambia nada."
    )
}

extension MailPhrases {
    static let english = MailPhrases(
        language: "en",
        greeting: "Hello {{{name}}},",
        subjects: [
            .firstInvitation: "Your invitation to the Business Center",
            .invitation: "{{{inviter}}} invites you to the Business Center",
            .passwordReset: "Choose a new password",
        ],
        leads: [
            .firstInvitation: """
            The volume licensing agreement {{{agreement}}} of {{{organization}}} names you as its \
            purchasing account administrator. You are the first person of your organization to be \
            invited; once you are in, you can invite others.
            """,
            .invitation: """
            {{{inviter}}} ({{{inviterEmail}}}) invites you to work in the Business Center for \
            {{{organization}}}.
            """,
            .passwordReset: "Somebody, probably you, asked for a new password for {{{email}}}.",
        ],
        buttons: [
            .firstInvitation: "Get started",
            .invitation: "Accept the invitation",
            .passwordReset: "Choose a password",
        ],
        address: "Your account will have this work address: {{{email}}}",
        expiry: "The link works once, until {{{expires}}} (UTC).",
        fallback: "If the button does not work, open this address:",
        unexpected: "If you did not expect this mail, do nothing: without the link nothing changes."
    )
}

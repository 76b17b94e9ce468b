extension MailPhrases {
    static let japanese = MailPhrases(
        language: "ja",
        greeting: "{{{name}}} 様",
        subjects: [
            .firstInvitation: "Business Center への招待",
            .invitation: "{{{inviter}}} さんから Business Center への招待",
            .passwordReset: "新しいパスワードの設定",
        ],
        leads: [
            .firstInvitation: """
            {{{organization}}} のボリューム ライセンス契約 {{{agreement}}} \
            で、あなたが購買アカウント管理者に指定されています。あなたは組織で最初に招待された方です。登録後、ほかの方を招待できます。
            """,
            .invitation: """
            {{{inviter}}} さん ({{{inviterEmail}}}) が、{{{organization}}} の Business Center にあなたを招待しています。
            """,
            .passwordReset: "{{{email}}} の新しいパスワードが求められました。おそらくご本人の操作です。",
        ],
        buttons: [
            .firstInvitation: "はじめる",
            .invitation: "招待を受ける",
            .passwordReset: "パスワードを設定する",
        ],
        address: "アカウントの職場アドレス: {{{email}}}",
        expiry: "このリンクは {{{expires}}} (UTC) まで、一度だけ使えます。",
        fallback: "ボタンが使えない場合は、次のアドレスを開いてください。",
        unexpected: "このメールに心当たりがない場合は、何もしないでください。リンクを開かなければ何も変わりません。"
    )
}

extension MailPhrases {
    static let simplifiedChinese = MailPhrases(
        language: "zh-Hans",
        greeting: "{{{name}}}，您好：",
        subjects: [
            .firstInvitation: "Business Center 邀请",
            .invitation: "{{{inviter}}} 邀请您使用 Business Center",
            .passwordReset: "设置新密码",
        ],
        leads: [
            .firstInvitation: "{{{organization}}} 的批量许可协议 {{{agreement}}} 指定您为采购帐户管理员。您是贵组织第一位受邀者，加入后可以邀请其他人。",
            .invitation: "{{{inviter}}}（{{{inviterEmail}}}）邀请您在 Business Center 为 {{{organization}}} 工作。",
            .passwordReset: "有人（可能是您本人）为 {{{email}}} 申请了新密码。",
        ],
        buttons: [
            .firstInvitation: "开始使用",
            .invitation: "接受邀请",
            .passwordReset: "设置密码",
        ],
        address: "您的帐户将使用此工作地址：{{{email}}}",
        expiry: "此链接在 {{{expires}}}（UTC）之前有效，只能使用一次。",
        fallback: "如果按钮无法使用，请打开此地址：",
        unexpected: "如果您没有预料到这封邮件，无需任何操作：不打开链接，什么都不会改变。"
    )
}

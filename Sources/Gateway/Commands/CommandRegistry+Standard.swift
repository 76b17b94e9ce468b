package import Accounts
import GraphQL
import Planning

extension CommandRegistry {
    /// Every command that the gateway has, and the worker that sends the mail that they cause.
    ///
    /// - Parameter hasher: shared by all, so that its limit on hashes at once holds for all; `nil`: one as the settings say.
    package static func standard(
        _ settings: Settings,
        hasher: PasswordHasher? = nil,
        throttle: SignInThrottle = SignInThrottle()
    ) throws(StartupError) -> CommandRegistry {
        let hasher = hasher ?? PasswordHasher(cost: settings.passwordCost)
        let seal = try settings.seal()
        let outbox = settings.outbox(seal)
        let limits = settings.sessionLimits
        let downloads = DownloadLinks(settings: settings.downloadSettings, seal: seal)
        var registry = CommandRegistry([
            SignInCommand(
                SignIn(hasher: hasher, throttle: throttle, limits: limits),
                refusalPause: settings.strangerPause
            ),
            SignOutCommand(),
            SignOutEverywhereCommand(),
            UpdateProfileCommand(),
            ChangePasswordCommand(hasher: hasher, throttle: throttle),
            RequestPasswordResetCommand(throttle: throttle, pause: settings.strangerPause),
            ResetPasswordCommand(hasher: hasher),
            AssignRolesCommand(),
            DeactivateUserCommand(),
            ReactivateUserCommand(),
            RolesCommand(),
            CreateAccessTokenCommand(),
            RevokeAccessTokenCommand(),
            InviteUsersCommand(outbox: outbox),
            ResendInvitationCommand(outbox: outbox),
            CancelInvitationCommand(outbox: outbox),
            InvitationCommand(),
            AcceptInvitationCommand(hasher: hasher, limits: limits),
            RequestInvitationCommand(throttle: throttle, pause: settings.strangerPause),
            RegisterAgreementCommand(outbox: outbox),
            ResendFirstInvitationCommand(outbox: outbox),
            ChangeDesignatedAdministratorCommand(outbox: outbox),
            AddDomainCommand(),
            VerifyDomainCommand(resolver: settings.textResolver),
            RemoveDomainCommand(),
            RevealKeyCommand(seal: seal),
            UpdateAgreementCommand(),
            CreateDownloadLinkCommand(links: downloads),
            ProvisionOnlineServiceCommand(),
            ChangeSeatsCommand(),
            SuspendOnlineServiceCommand(),
            ResumeOnlineServiceCommand(),
        ])
        registry.downloads = downloads
        registry.idempotency = IdempotencyKeys(seal: seal)
        registry.mail = MailWorker(
            transport: settings.mailTransport,
            composer: MailComposer(publicAddress: settings.publicAddress, sender: settings.mailSender),
            outbox: outbox
        )
        return registry
    }
}

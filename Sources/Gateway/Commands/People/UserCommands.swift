import Accounts
import GraphQL
import Planning

/// `signOutEverywhere(userId:)`
struct SignOutEverywhereCommand: Command {
    static let name = "signOutEverywhere"
    static let changesCaller = true

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let isOwn = !call.arguments.has("userId")
        return try call.perform { work throws(AccountError) in
            let target: SignOutEverywhere.Target = isOwn ? .caller : .user(call.key("userId", of: "User"))
            let ended = try SignOutEverywhere(target).run(&work)
            var result = CommandResult(values: ["ended": .integer(Int64(ended))])
            result.endsSession = isOwn
            return result
        }
    }
}

/// `updateProfile(firstName:lastName:preferredLanguage:country:)`
struct UpdateProfileCommand: Command {
    static let name = "updateProfile"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let input = call.arguments
        let update = UpdateProfile(
            firstName: input.optionalText("firstName"),
            lastName: input.optionalText("lastName"),
            preferredLanguage: input.optionalText("preferredLanguage"),
            country: input.optionalText("country")
        )
        return try call.perform(showing: "viewer", update.run)
    }
}

/// `assignRoles(userId:roles:)`
struct AssignRolesCommand: Command {
    static let name = "assignRoles"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let assignment = AssignRoles(userID: call.key("userId", of: "User"), roles: call.arguments.texts("roles"))
        return try call.perform(showing: "user", assignment.run)
    }
}

/// `deactivateUser(userId:)`
struct DeactivateUserCommand: Command {
    static let name = "deactivateUser"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangeUserStatus(userID: call.key("userId", of: "User"), status: .deactivated)
        return try call.perform(showing: "user", change.run)
    }
}

/// `reactivateUser(userId:)`
struct ReactivateUserCommand: Command {
    static let name = "reactivateUser"

    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let change = ChangeUserStatus(userID: call.key("userId", of: "User"), status: .active)
        return try call.perform(showing: "user", change.run)
    }
}

/// `roles`: what each role is, and whether the caller may give it.
struct RolesCommand: Command {
    static let name = "roles"
    func run(_ call: CommandCall) throws(CommandFailure) -> CommandResult {
        let permissions = call.permissions
        let assignable: Set<String>
        do throws(AccountError) {
            assignable = try AssignableRoles.of(call.request, runner: call.runner, in: call.connection)
        } catch {
            throw CommandFailure(error, permissions)
        }
        var result = CommandResult()
        result.answer = .array(
            permissions.roles.filter { RoleAssignment.isForPeople($0.name) }.map { role in
                .object([
                    JSONMember("name", .string(role.name)),
                    JSONMember("description", .string(permissions.roleDescriptions[role.name] ?? "")),
                    JSONMember("permissions", .array(permissions.names(in: role.grants).map { .string($0) })),
                    JSONMember("assignable", .boolean(assignable.contains(role.name))),
                ])
            }
        )
        return result
    }
}

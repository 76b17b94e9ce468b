/// The roles, each of which one sample person has in each organization.
package enum SampleRole: String, CaseIterable, Sendable {
    case accountAdministrator = "ACCOUNT_ADMINISTRATOR"
    case agreementAdministrator = "AGREEMENT_ADMINISTRATOR"
    case userAdministrator = "USER_ADMINISTRATOR"
    case accountManager = "ACCOUNT_MANAGER"
    case reportViewer = "REPORT_VIEWER"
    case accountViewer = "ACCOUNT_VIEWER"

    /// `report-viewer@contoso.example`
    func email(at domain: String) -> String {
        rawValue.lowercased().split(separator: "_").joined(separator: "-") + "@" + domain
    }
}

/// Someone who can sign in to the sample data with `SampleData.password`.
package struct SamplePerson: Sendable {
    package let organization: String
    package let role: String
    package let email: String
}

extension SampleData {
    /// The password of all sample people. It protects nothing but invented figures.
    package static let password = "volume-licensing-sample"

    /// Who can sign in to the named organizations, one person for each role, the first organization's first.
    package static var people: [SamplePerson] {
        SampleNames.organizations.flatMap { organization in
            SampleRole.allCases.map { role in
                SamplePerson(
                    organization: organization.name,
                    role: role.rawValue,
                    email: role.email(at: organization.domain)
                )
            }
        }
    }
}

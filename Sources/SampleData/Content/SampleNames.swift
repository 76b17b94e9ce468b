/// Invented organizations, people and partners, in real countries with real currencies.
enum SampleNames {
    struct Organization: Sendable {
        let name: String
        /// What its people's addresses end in; `.example` reaches nobody (RFC 2606).
        let domain: String
        let country: String
        let language: String
    }

    static let organizations = [
        Organization(name: "Contoso", domain: "contoso.example", country: "US", language: "en"),
        Organization(name: "Halvorsen Shipping", domain: "halvorsen.example", country: "DE", language: "de"),
        Organization(name: "Brightwater Foods", domain: "brightwater.example", country: "GB", language: "en"),
        Organization(name: "Quillon Santé", domain: "quillon.example", country: "FR", language: "fr"),
    ]

    /// The organization with this place, from 0: the named ones first, then as many as a benchmark wants.
    static func organization(_ index: Int) -> Organization {
        if index < organizations.count { return organizations[index] }
        let first = ["Alder", "Birch", "Cedar", "Dover", "Ember", "Falcon", "Granite", "Heron", "Indigo", "Juniper"]
        let second = [
            "Logistics", "Foods", "Energy", "Health", "Textiles", "Insurance", "Mining", "Media", "Robotics", "Travel",
        ]
        let place = countries[index % countries.count]
        return Organization(
            name: "\(first[index % 10]) \(second[index / 10 % 10]) \(index + 1)",
            domain: "organization-\(index + 1).example",
            country: place.code,
            language: place.language
        )
    }

    struct Country: Sendable {
        let code: String
        let name: String
        let currency: String
        let language: String
        /// Hundredths of the currency for a US dollar; prices are rounded to whole units where nobody uses smaller ones.
        let rate: Int
    }

    static let countries = [
        Country(code: "US", name: "United States", currency: "USD", language: "en", rate: 100),
        Country(code: "DE", name: "Germany", currency: "EUR", language: "de", rate: 92),
        Country(code: "GB", name: "United Kingdom", currency: "GBP", language: "en", rate: 79),
        Country(code: "FR", name: "France", currency: "EUR", language: "fr", rate: 92),
        Country(code: "CH", name: "Switzerland", currency: "CHF", language: "de", rate: 88),
        Country(code: "BR", name: "Brazil", currency: "BRL", language: "pt-BR", rate: 545),
        Country(code: "JP", name: "Japan", currency: "JPY", language: "ja", rate: 15_100),
        Country(code: "ES", name: "Spain", currency: "EUR", language: "es", rate: 92),
        Country(code: "IT", name: "Italy", currency: "EUR", language: "it", rate: 92),
        Country(code: "CA", name: "Canada", currency: "CAD", language: "en", rate: 137),
        Country(code: "AU", name: "Australia", currency: "AUD", language: "en", rate: 152),
        Country(code: "NL", name: "Netherlands", currency: "EUR", language: "en", rate: 92),
    ]

    static func country(_ code: String) -> Country {
        countries.first { $0.code == code } ?? countries[0]
    }

    static let partners = [
        (name: "Northgate Licensing", country: "US"), (name: "Lizenzkontor Nord", country: "DE"),
        (name: "Kestrel Software Supply", country: "GB"), (name: "Atelier Logiciel", country: "FR"),
        (name: "Alpine Systems", country: "CH"), (name: "Licencia Sul", country: "BR"),
        (name: "Hoshino Solutions", country: "JP"), (name: "Meseta Informática", country: "ES"),
    ]

    static let firstNames = [
        "Amara", "Björn", "Chiara", "Daniel", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Keiko", "Lucía",
        "Mateus", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samuel", "Tove", "Uma", "Viktor", "Wanda", "Yusuf",
    ]

    static let lastNames = [
        "Abbott", "Bergström", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hughes", "Ito", "Jansen", "Keller",
        "Larsson", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Silva", "Tanaka", "Ueda", "Vogel", "Walker",
    ]

    static let agreementTitles = [
        "Corporate licensing", "Desktop platform", "Data center renewal", "Database platform", "Developer tools",
        "Collaboration services", "Regional offices", "Security baseline", "Sales and service", "Mail and messaging",
    ]
}

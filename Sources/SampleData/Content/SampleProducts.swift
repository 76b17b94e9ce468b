/// A product of the sample catalogue, with its list price.
struct SampleProduct: Sendable {
    enum Licence: Sendable {
        case perpetual
        case perpetualWithAssurance
        case subscription
    }

    let partNumber: String
    let name: String
    let family: String
    let version: String?
    let kind: String
    let unit: String
    let licence: Licence
    /// In hundredths of a US dollar.
    let price: Int
    let isAvailable: Bool
    let availableSince: Day
}

/// The sample catalogue: invented products in the families that volume licensing knows.
enum SampleProducts {
    /// A line of products: one entry for each version, or one without versions.
    private struct Line {
        let code: String
        let family: String
        let name: String
        let kind: String
        let unit: String
        let price: Int
        let versions: [Int]

        init(_ row: Substring) {
            let columns = row.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
            guard columns.count >= 6, let price = Int(columns[5]) else {
                preconditionFailure("a line of the catalogue has six or seven columns: \(row)")
            }
            (code, family, name) = (columns[0], columns[1], columns[2])
            (kind, unit) = (columns[3], columns[4])
            self.price = price
            versions = columns.count > 6 ? columns[6].split(separator: " ").compactMap { Int($0) } : []
        }
    }

    /// Code, family, name, kind, unit, price of a licence in hundredths of a US dollar, versions.
    private static let lines = """
        MER-STD | Meridian Office   | Meridian Office Standard            | SOFTWARE       | DEVICE          |  37300 | 2019 2022 2025
        MER-PRO | Meridian Office   | Meridian Office Professional        | SOFTWARE       | DEVICE          |  50800 | 2019 2022 2025
        MER-PRJ | Meridian Office   | Meridian Project                    | SOFTWARE       | DEVICE          |  56550 | 2022 2025
        HBR-STD | Harbor Server     | Harbor Server Standard              | SOFTWARE       | PROCESSOR_CORES |  12275 | 2019 2022 2025
        HBR-DC  | Harbor Server     | Harbor Server Datacenter            | SOFTWARE       | PROCESSOR_CORES |  76940 | 2019 2022 2025
        HBR-CAL | Harbor Server     | Harbor Server Access                | ACCESS_LICENSE | USER            |   4490 | 2022 2025
        LAT-STD | Lattice Database  | Lattice Database Standard           | SOFTWARE       | PROCESSOR_CORES | 185900 | 2019 2022
        LAT-ENT | Lattice Database  | Lattice Database Enterprise         | SOFTWARE       | PROCESSOR_CORES | 712800 | 2019 2022
        LAT-CAL | Lattice Database  | Lattice Database Access             | ACCESS_LICENSE | USER            |  20930 | 2022
        RLY-STD | Relay Mail        | Relay Mail Server                   | SOFTWARE       | SERVER          |  73920 | 2019 2022
        RLY-CAL | Relay Mail        | Relay Mail Access                   | ACCESS_LICENSE | USER            |   9015 | 2022
        COB-PRO | Cobalt Developer  | Cobalt Developer Professional       | SOFTWARE       | USER            |  49900 | 2022 2025
        COB-ENT | Cobalt Developer  | Cobalt Developer Enterprise         | SOFTWARE       | USER            | 256900 | 2022 2025
        KST-PRO | Keystone Desktop  | Keystone Desktop Upgrade            | SOFTWARE       | DEVICE          |  18760 | 10 11
        CLR-BAS | Clearwater Online | Clearwater Collaboration Basic      | ONLINE_SERVICE | USER            |   7200
        CLR-BUS | Clearwater Online | Clearwater Collaboration Business   | ONLINE_SERVICE | USER            |  15000
        CLR-ENT | Clearwater Online | Clearwater Collaboration Enterprise | ONLINE_SERVICE | USER            |  42000
        BCN-SAL | Beacon Online     | Beacon Sales                        | ONLINE_SERVICE | USER            |  78000
        BCN-SVC | Beacon Online     | Beacon Customer Service             | ONLINE_SERVICE | USER            |  60000
        SNT-ID  | Sentry Security   | Sentry Identity                     | ONLINE_SERVICE | USER            |  10800
        SNT-DEV | Sentry Security   | Sentry Device Management            | ONLINE_SERVICE | DEVICE          |   9600
        """.split(separator: "\n").map(Line.init)

    /// In a fixed order: a product's place is its place in the data set.
    static func all(today: Day) -> [SampleProduct] {
        lines.flatMap { line -> [SampleProduct] in
            if line.versions.isEmpty {
                return [
                    product(line, version: nil, licence: .subscription, suffix: "Y1", price: line.price, today: today)
                ]
            }
            return line.versions.flatMap { version in
                [
                    product(line, version: version, licence: .perpetual, suffix: "L", price: line.price, today: today),
                    product(
                        line,
                        version: version,
                        licence: .perpetualWithAssurance,
                        suffix: "LSA",
                        price: line.price * 3 / 2,
                        today: today
                    ),
                ]
            }
        }
    }

    private static func product(
        _ line: Line,
        version: Int?,
        licence: SampleProduct.Licence,
        suffix: String,
        price: Int,
        today: Day
    ) -> SampleProduct {
        let isOld = version == 2019 || version == 10
        let number = version.map { $0 % 100 }.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? "OL"
        let name = version.map { "\(line.name) \($0)" } ?? line.name
        let words =
            switch licence {
            case .perpetual: "license"
            case .perpetualWithAssurance: "license and assurance"
            case .subscription: "subscription, per year"
            }
        let age = isOld ? 2_600 : version == 2025 ? 500 : 1_700
        return SampleProduct(
            partNumber: "\(line.code)-\(number)-\(suffix)",
            name: "\(name), \(words)",
            family: line.family,
            version: version.map { "\($0)" },
            kind: line.kind,
            unit: line.unit,
            licence: licence,
            price: price,
            isAvailable: !isOld,
            availableSince: today - age
        )
    }
}

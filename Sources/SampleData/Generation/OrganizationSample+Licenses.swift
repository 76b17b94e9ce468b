import Accounts

extension OrganizationSample {
    /// Licences as the fulfilled orders add up to them: most in use, some more than there are.
    mutating func writeLicenses(_ owned: [Owned], to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        for item in owned {
            let licence = item.choice.product.licence
            let isCovered = licence != .perpetual
            let isOver = item.agreement.endsOn < source.today || item.agreement.status == "TERMINATED"
            let isExpired = licence == .subscription && isOver
            tables[.license].integer(organization)
            tables[.license].integer(next.license)
            tables[.license].integer(item.agreement.id)
            tables[.license].integer(item.choice.id)
            tables[.license].text(licence.text)
            tables[.license].text(isExpired ? "EXPIRED" : "ACTIVE")
            tables[.license].integer(item.quantity)
            tables[.license].integer(covered(item, isOver: isOver))
            tables[.license].integer(isExpired ? 0 : assigned(item.quantity))
            tables[.license].date(item.firstOn)
            tables[.license].optionalDate(isCovered ? item.firstOn : nil)
            tables[.license].optionalDate(isCovered ? item.agreement.endsOn : nil)
            tables[.license].endRow()
            next.license += 1
        }
    }

    private mutating func covered(_ item: Owned, isOver: Bool) -> Int {
        guard item.choice.product.licence == .perpetualWithAssurance, !isOver else { return 0 }
        // Now and then the renewal left some out.
        return random.happens(15) ? item.quantity * 4 / 5 : item.quantity
    }

    private mutating func assigned(_ quantity: Int) -> Int {
        random.happens(8)
            ? max(quantity + 1, quantity * random.number(104...130) / 100) : quantity * random.number(45...100) / 100
    }

    /// Keys for installed software, at most four under each agreement.
    mutating func writeKeys(_ owned: [Owned], to tables: inout SampleTables, _ next: inout SampleIdentifiers) {
        var issued = 0
        var agreement = 0
        for item in owned where item.choice.product.kind == "SOFTWARE" {
            if item.agreement.id != agreement { issued = 0 }
            agreement = item.agreement.id
            guard issued < 4 else { continue }
            issued += 1
            let type = keyType(of: item.choice.product)
            let limit = type == "MAK" ? (item.quantity * 3 / 2 / 10 + 1) * 10 : type == "RETAIL" ? 1 : nil
            tables[.key].integer(organization)
            tables[.key].integer(next.key)
            tables[.key].integer(item.agreement.id)
            tables[.key].integer(item.choice.id)
            tables[.key].text(type)
            tables[.key].text(
                item.agreement.status == "TERMINATED" ? "EXPIRED" : random.happens(4) ? "BLOCKED" : "ACTIVE"
            )
            let lastFive = group(&random)
            tables[.key].text(lastFive)
            tables[.key].integer(activations(limit: limit, type: type, quantity: item.quantity))
            tables[.key].optionalInteger(limit)
            tables[.key].date(item.firstOn + 1)
            tables[.key].endRow()
            writeSealedKey(next.key, lastFive: lastFive, to: &tables)
            next.key += 1
        }
    }

    private mutating func keyType(of product: SampleProduct) -> String {
        let isServed = product.unit == "PROCESSOR_CORES" || product.family == "Keystone Desktop"
        if isServed && random.happens(50) { return "KMS" }
        let roll = random.number(1...100)
        return roll <= 6 ? "SETUP" : roll <= 14 ? "VLK" : roll <= 17 ? "RETAIL" : "MAK"
    }

    private mutating func activations(limit: Int?, type: String, quantity: Int) -> Int {
        if let limit {
            // Some are nearly used up.
            return random.happens(12) ? limit - limit / 20 : limit * random.number(0...85) / 100
        }
        return type == "SETUP" ? 0 : quantity * random.number(0...100) / 100
    }

    /// The key itself, of numbers of its own: it decides nothing else.
    private func writeSealedKey(_ id: Int, lastFive: String, to tables: inout SampleTables) {
        var random = SampleRandom(seed: 0x5ea1_0000_0000 + UInt64(id))
        let groups = (0..<4).map { _ in group(&random) } + [lastFive]
        let sealed = SealedLicenseKey(
            groups.joined(separator: "-"),
            organizationID: Int64(organization),
            id: Int64(id),
            seal: source.seal
        )
        tables[.sealedKey].integer(organization)
        tables[.sealedKey].integer(id)
        tables[.sealedKey].binary(sealed.bytes)
        tables[.sealedKey].text(sealed.sealedWith)
        tables[.sealedKey].endRow()
    }

    /// Five characters, without letters and digits that look alike.
    private func group(_ random: inout SampleRandom) -> String {
        String((0..<5).map { _ in random.pick(Self.alphabet) })
    }

    private static let alphabet = Array("BCDFGHJKMPQRTVWXY2346789")
}

extension SampleProduct.Licence {
    fileprivate var text: String {
        switch self {
        case .perpetual: "PERPETUAL"
        case .perpetualWithAssurance: "PERPETUAL_WITH_ASSURANCE"
        case .subscription: "SUBSCRIPTION"
        }
    }
}

import Postgres

extension Connection {
    /// Loads countries, products and partners that are not there yet, and gives the ids of those of the data set.
    func loadReferences(
        today: Day
    ) throws(SampleDataError) -> (products: [OrganizationSample.Choice], partners: [(id: Int, country: String)]) {
        for country in SampleNames.countries {
            var parameters = Parameters()
            parameters.text(country.code)
            parameters.text(country.name)
            _ = try ask("INSERT INTO country (code, name) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING", parameters)
        }
        var partners: [(id: Int, country: String)] = []
        for (index, partner) in SampleNames.partners.enumerated() {
            var parameters = Parameters()
            parameters.text("P-\(7_001 + index * 13)")
            parameters.text(partner.name)
            parameters.text(partner.country)
            let id = try ask(
                """
                INSERT INTO partner (number, name, country_code) VALUES ($1, $2, $3)
                ON CONFLICT (number) DO UPDATE SET name = excluded.name RETURNING id
                """,
                parameters
            )
            partners.append((Int(id.int8(0, 0)), partner.country))
        }
        var products: [OrganizationSample.Choice] = []
        for product in SampleProducts.all(today: today) {
            products.append(OrganizationSample.Choice(id: try load(product), product: product))
        }
        return (products, partners)
    }

    /// Loads the files of products that are not there yet, and gives the ids of those of the data set.
    func loadFiles(_ products: [OrganizationSample.Choice]) throws(SampleDataError) -> [Int] {
        var ids: [Int] = []
        for choice in products {
            for file in SampleFile.files(of: choice.product) {
                var parameters = Parameters()
                parameters.int8(Int64(choice.id))
                parameters.text(file.name)
                parameters.optionalText(choice.product.version)
                parameters.text(file.language)
                parameters.text(file.architecture)
                parameters.int8(Int64(file.content.count))
                parameters.text(file.sha256)
                parameters.text(file.path)
                let (year, month, day) = choice.product.availableSince.components
                parameters.int4(Int32(year))
                parameters.int4(Int32(month))
                parameters.int4(Int32(day))
                let id = try ask(
                    """
                    INSERT INTO download_file
                        (product_id, name, version, language, architecture, size, sha256, path, published_on)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, make_date($9, $10, $11))
                    ON CONFLICT (product_id, name) DO UPDATE SET path = excluded.path RETURNING id
                    """,
                    parameters
                )
                ids.append(Int(id.int8(0, 0)))
            }
        }
        return ids
    }

    private func load(_ product: SampleProduct) throws(SampleDataError) -> Int {
        var parameters = Parameters()
        parameters.text(product.partNumber)
        parameters.text(product.name)
        parameters.text(product.family)
        parameters.optionalText(product.version)
        parameters.text(product.kind)
        parameters.text(product.unit)
        parameters.text(product.isAvailable ? "AVAILABLE" : "DISCONTINUED")
        let (year, month, day) = product.availableSince.components
        parameters.int4(Int32(year))
        parameters.int4(Int32(month))
        parameters.int4(Int32(day))
        let id = try ask(
            """
            INSERT INTO product (part_number, name, family, version, kind, unit, status, available_since)
            VALUES ($1, $2, $3, $4, $5, $6, $7, make_date($8, $9, $10))
            ON CONFLICT (part_number) DO UPDATE SET name = excluded.name RETURNING id
            """,
            parameters
        )
        return Int(id.int8(0, 0))
    }
}

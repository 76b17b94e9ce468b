-- What registering an agreement, and inviting the first person of a house, look up across organizations.

CREATE INDEX purchasing_account_by_number ON purchasing_account (number);
CREATE INDEX agreement_by_number ON agreement (number);
CREATE INDEX organization_by_name ON organization (lower(name));

-- Customers who may be the one that an agreement is registered for: by their purchasing account's number, or by name and
-- country.
CREATE FUNCTION customers_like(account_number text, name text, country_code text)
RETURNS TABLE (organization_id bigint, organization_name text) LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT o.organization_id, o.name FROM organization o
    WHERE o.kind = 'CUSTOMER' AND (
        o.organization_id IN (SELECT p.organization_id FROM purchasing_account p WHERE p.number = $1)
        OR lower(o.name) = lower($2) AND o.country_code = $3
    )
    ORDER BY o.organization_id
$$;

CREATE FUNCTION is_agreement(number text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT EXISTS (SELECT FROM agreement a WHERE a.number = $1)
$$;

-- The organization of the operator, or of a partner.
CREATE FUNCTION house_of(kind text, partner_id bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT o.organization_id FROM organization o
    WHERE o.kind = $1 AND o.partner_id IS NOT DISTINCT FROM $2
    ORDER BY o.organization_id LIMIT 1
$$;

CALL seal_functions();
GRANT EXECUTE ON FUNCTION customers_like, is_agreement, house_of TO business_center_commands;

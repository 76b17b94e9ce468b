-- Reports: plain views, read with the caller's rights (security_invoker), so that the row-level security
-- of the tables below them holds. Each shows organization_id and columns that tell its rows apart.

-- What is owned, covered and in use, for each family of products. Licences that have run out do not count.
CREATE VIEW license_summary WITH (security_invoker = true) AS
SELECT
    d.organization_id,
    p.family,
    sum(d.quantity) AS owned,
    sum(d.covered) AS covered,
    sum(d.assigned) AS assigned,
    sum(d.available) AS available,
    sum(d.over_assigned) AS over_assigned
FROM license_detail d
JOIN product p ON p.id = d.product_id
WHERE d.status = 'ACTIVE'
GROUP BY d.organization_id, p.family;

-- What was ordered in each month (UTC) under each agreement, in each currency. Cancelled orders do not count.
CREATE VIEW spend_by_month WITH (security_invoker = true) AS
SELECT
    o.organization_id,
    date_trunc('month', o.ordered_at AT TIME ZONE 'UTC')::date AS month,
    o.agreement_id,
    o.currency,
    a.number AS agreement_number,
    count(*) AS order_count,
    sum(o.total) AS total
FROM purchase_order o
JOIN agreement a ON a.organization_id = o.organization_id AND a.id = o.agreement_id
WHERE o.status <> 'CANCELLED'
GROUP BY o.organization_id, month, o.agreement_id, o.currency, a.number;

GRANT SELECT ON license_summary, spend_by_month TO business_center_gateway;

-- What is derived of licences, and reports on orders, spending, keys and what ends soon. Views with the caller's rights
-- (security_invoker), so that the row-level security of the tables below them holds. Days are counted in UTC.

-- Licences as lists show them: with what follows from today's date.
CREATE VIEW license_detail_state WITH (security_invoker = true) AS
SELECT
    d.organization_id, d.id, d.agreement_id, d.product_id, d.type, d.quantity, d.covered, d.assigned, d.available,
    d.over_assigned, d.acquired_on, d.coverage_starts_on, d.coverage_ends_on,
    CASE
        WHEN d.type = 'SUBSCRIPTION' AND d.coverage_ends_on < (now() AT TIME ZONE 'UTC')::date THEN 'EXPIRED'
        ELSE d.status
    END AS status,
    d.coverage_ends_on - (now() AT TIME ZONE 'UTC')::date AS expires_in_days
FROM license_detail d;

-- As before, for each version too. Products without versions have an empty one in the key.
DROP VIEW license_summary;
CREATE VIEW license_summary WITH (security_invoker = true) AS
SELECT
    d.organization_id,
    p.family,
    coalesce(p.version, '') AS version_key,
    p.version,
    sum(d.quantity) AS owned,
    sum(d.covered) AS covered,
    sum(d.assigned) AS assigned,
    sum(d.available) AS available,
    sum(d.over_assigned) AS over_assigned
FROM license_detail_state d
JOIN product p ON p.id = d.product_id
WHERE d.status = 'ACTIVE'
GROUP BY d.organization_id, p.family, p.version;

-- Every line that was ordered, with its order, agreement and product.
CREATE VIEW order_history WITH (security_invoker = true) AS
SELECT
    o.organization_id, o.ordered_at, o.id AS order_id, l.line_number, o.number AS order_number, o.status,
    o.purchase_reference, o.agreement_id, a.number AS agreement_number, l.product_id, p.part_number,
    p.name AS product_name, p.family, l.quantity, l.unit_price, l.amount, o.currency
FROM purchase_order o
JOIN order_line l ON l.organization_id = o.organization_id AND l.order_id = o.id
JOIN agreement a ON a.organization_id = o.organization_id AND a.id = o.agreement_id
JOIN product p ON p.id = l.product_id;

-- What was ordered in each quarter, under each agreement, of each family of products. Cancelled orders do not count.
CREATE VIEW spend_by_quarter WITH (security_invoker = true) AS
SELECT
    o.organization_id,
    date_trunc('quarter', o.ordered_at AT TIME ZONE 'UTC')::date AS quarter,
    o.currency,
    count(*) AS order_count,
    sum(o.total) AS total
FROM purchase_order o
WHERE o.status <> 'CANCELLED'
GROUP BY o.organization_id, quarter, o.currency;

CREATE VIEW spend_by_agreement WITH (security_invoker = true) AS
SELECT
    o.organization_id, o.agreement_id, o.currency, a.number AS agreement_number, a.title AS agreement_title,
    count(*) AS order_count,
    sum(o.total) AS total
FROM purchase_order o
JOIN agreement a ON a.organization_id = o.organization_id AND a.id = o.agreement_id
WHERE o.status <> 'CANCELLED'
GROUP BY o.organization_id, o.agreement_id, o.currency, a.number, a.title;

CREATE VIEW spend_by_family WITH (security_invoker = true) AS
SELECT
    o.organization_id, p.family, o.currency,
    sum(l.quantity) AS quantity,
    sum(l.amount) AS total
FROM purchase_order o
JOIN order_line l ON l.organization_id = o.organization_id AND l.order_id = o.id
JOIN product p ON p.id = l.product_id
WHERE o.status <> 'CANCELLED'
GROUP BY o.organization_id, p.family, o.currency;

-- Activations against their limit, for keys that can be used and that count them.
CREATE VIEW key_usage WITH (security_invoker = true) AS
SELECT
    k.organization_id, k.id, k.agreement_id, k.product_id, k.last_five, k.type, k.activations_used,
    k.activations_limit,
    greatest(k.activations_limit - k.activations_used, 0) AS activations_left,
    round(100.0 * k.activations_used / k.activations_limit, 1) AS used_percent,
    k.activations_used >= 0.9 * k.activations_limit AS is_near_limit
FROM license_key k
WHERE k.status = 'ACTIVE' AND k.activations_limit IS NOT NULL;

-- Agreements in force, and assurance and subscriptions, that have not ended yet.
CREATE VIEW expiring WITH (security_invoker = true) AS
SELECT
    e.organization_id, e.kind, e.item_id, e.ends_on,
    e.ends_on - (now() AT TIME ZONE 'UTC')::date AS days_left,
    e.agreement_id, a.number AS agreement_number, e.product_id, e.quantity
FROM (
    SELECT
        organization_id, 'AGREEMENT' AS kind, id AS item_id, ends_on, id AS agreement_id, NULL::bigint AS product_id,
        NULL::integer AS quantity
    FROM agreement WHERE status = 'ACTIVE'
    UNION ALL
    SELECT
        organization_id, CASE type WHEN 'SUBSCRIPTION' THEN 'SUBSCRIPTION' ELSE 'ASSURANCE' END, id, coverage_ends_on,
        agreement_id, product_id, CASE type WHEN 'SUBSCRIPTION' THEN quantity ELSE covered END
    FROM license_detail
    WHERE status = 'ACTIVE' AND coverage_ends_on IS NOT NULL AND (type = 'SUBSCRIPTION' OR covered > 0)
) e
JOIN agreement a ON a.organization_id = e.organization_id AND a.id = e.agreement_id
WHERE e.ends_on >= (now() AT TIME ZONE 'UTC')::date;

GRANT SELECT ON license_detail_state, license_summary, order_history, spend_by_quarter, spend_by_agreement,
    spend_by_family, key_usage, expiring TO business_center_gateway;

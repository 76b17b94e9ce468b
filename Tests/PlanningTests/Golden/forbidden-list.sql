-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."title"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

-- forbidden: Agreement.orders at agreements.nodes.a, for want of SEE_ORDERS
-- forbidden: Query.orders at orders, for want of SEE_ORDERS

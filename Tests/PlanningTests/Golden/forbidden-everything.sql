-- 0: products
-- $1 int8: limit
-- page:
SELECT t."name"
FROM "product" t
ORDER BY t."family", t."name" DESC, t."id" DESC
LIMIT $1;

-- forbidden: Query.agreements at agreements, for want of SEE_AGREEMENTS
-- forbidden: Query.orders at orders, for want of SEE_ORDERS

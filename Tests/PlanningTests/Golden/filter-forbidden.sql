-- 0: other
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."number"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

-- forbidden: Agreement.worth at agreements, for want of SEE_MONEY

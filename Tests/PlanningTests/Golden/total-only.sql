-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT count(*) FROM "agreement" t
WHERE t."organization_id" = $1;

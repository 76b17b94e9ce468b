-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page: one row more cursors of columns 2, 0
SELECT t."id", t."number", t."starts_on"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

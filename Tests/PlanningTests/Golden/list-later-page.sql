-- 0: agreements
-- $1 int8: organization
-- $2 date: cursor(after, component: 0)
-- $3 int8: cursor(after, component: 1)
-- $4 int8: limit
-- page: one row more cursors of columns 2, 0
SELECT t."id", t."number", t."starts_on"
FROM "agreement" t
WHERE t."organization_id" = $1 AND (t."starts_on", t."id") < ($2, $3)
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $4;

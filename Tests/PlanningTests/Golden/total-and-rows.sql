-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT n.total, t."number", t."id"
FROM (SELECT count(*) AS total FROM "agreement" t
WHERE t."organization_id" = $1) n
LEFT JOIN (SELECT t."number", t."id", t."starts_on" FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2) t ON true
ORDER BY t."starts_on" DESC, t."id" DESC;

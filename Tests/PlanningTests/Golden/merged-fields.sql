-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."number", t."title", j1."id", j1."name", j1."number", n.total, t."id"
FROM (SELECT count(*) AS total FROM "agreement" t
WHERE t."organization_id" = $1) n
LEFT JOIN (SELECT t."number", t."title", t."id", t."partner_id", t."starts_on" FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2) t ON true
LEFT JOIN "partner" j1 ON j1."id" = t."partner_id"
ORDER BY t."starts_on" DESC, t."id" DESC;

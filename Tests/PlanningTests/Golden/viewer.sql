-- 0: viewer
-- $1 int8: organization
-- $2 int8: user
SELECT t."email", j1."organization_id", j1."name"
FROM (SELECT t."email", t."organization_id" FROM "app_user" t
WHERE t."organization_id" = $1 AND t."id" = $2) t
LEFT JOIN "organization" j1 ON j1."organization_id" = $1 AND j1."organization_id" = t."organization_id";

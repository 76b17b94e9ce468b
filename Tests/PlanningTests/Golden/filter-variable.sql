-- 0: agreements
-- $1 int8: organization
-- $2 _int8: identifiers(part(0, [Planning.InputStep.member("id"), Planning.InputStep.member("in")]), tag: 2750704103, component: 0)
-- $3 _numeric: input(part(0, [Planning.InputStep.member("worth"), Planning.InputStep.member("notIn")]))
-- $4 numeric: input(part(0, [Planning.InputStep.member("worth"), Planning.InputStep.member("gt")]))
-- $5 int8: limit
-- page:
SELECT t."number"
FROM "agreement" t
WHERE t."organization_id" = $1 AND (t."id" = ANY ($2) AND ((t."worth" = ANY ($3)) IS NOT TRUE AND t."worth" > $4))
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $5;

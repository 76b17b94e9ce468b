-- 0: agreements
-- $1 int8: organization
-- $2 int8: limit
-- page:
SELECT t."id"
FROM "agreement" t
WHERE t."organization_id" = $1
ORDER BY t."starts_on" DESC, t."id" DESC
LIMIT $2;

-- 1: agreements.nodes.orders.aggregate
-- below 0, keyed by its column 0
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 numeric: input(constant(string("1")))
SELECT a.f1, a.f2, a.f3, k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT count(*) AS f1, sum(t."total") AS f2, max(t."number") AS f3 FROM "purchase_order" t
WHERE t."organization_id" = $1 AND t."agreement_id" = k.c1 AND t."total" > $3) a
ORDER BY k.ord;

-- 2: agreements.nodes.orders.groups
-- below 0, keyed by its column 0
-- $1 int8: organization
-- $2 _int8: parentKeys(component: 0, element: 20)
-- $3 numeric: input(constant(string("1")))
-- $4 int8: limit
-- page:
SELECT a.f1, a.f2, a.f3, k.ord
FROM unnest($2::int8[]) WITH ORDINALITY k(c1, ord) CROSS JOIN LATERAL (SELECT date_trunc('month', o1."starts_on"::timestamp)::date AS f1, o2."name" AS f2, count(*) AS f3, sum(t."total") AS o1, date_trunc('month', o1."starts_on"::timestamp)::date AS o2, o2."name" AS o3 FROM "purchase_order" t
LEFT JOIN "agreement" o1 ON o1."organization_id" = $1 AND o1."id" = t."agreement_id"
LEFT JOIN "partner" o2 ON o2."id" = o1."partner_id"
WHERE t."organization_id" = $1 AND t."agreement_id" = k.c1 AND t."total" > $3
GROUP BY date_trunc('month', o1."starts_on"::timestamp)::date, o2."name"
ORDER BY sum(t."total") DESC, date_trunc('month', o1."starts_on"::timestamp)::date, o2."name"
LIMIT $4) a
ORDER BY k.ord, a.o1 DESC, a.o2, a.o3;

-- 3: all.aggregate
-- $1 int8: organization
SELECT count(*)
FROM "agreement" t
WHERE t."organization_id" = $1;

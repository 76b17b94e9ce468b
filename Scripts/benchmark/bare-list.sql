SELECT number, title, status, starts_on FROM agreement
WHERE organization_id = :org ORDER BY starts_on DESC, id DESC LIMIT 10;

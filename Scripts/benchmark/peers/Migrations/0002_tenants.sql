-- Row-level security and the indexes that begin with the tenant. The peers sign in as a superuser, whom no policy holds.
CREATE UNIQUE INDEX ON agreement (organization_id, id);
CREATE UNIQUE INDEX ON agreement (organization_id, number);
CREATE UNIQUE INDEX ON purchase_order (organization_id, id);
CREATE INDEX ON purchase_order (organization_id, agreement_id, id);
CREATE UNIQUE INDEX ON order_line (organization_id, id);
CREATE INDEX ON order_line (organization_id, order_id, id);
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['agreement', 'purchase_order', 'order_line'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (organization_id = '
            'nullif(current_setting(''gateway.organization_id'', true), '''')::bigint)', name
        );
    END LOOP;
END
$$;
ANALYZE;

-- What has changed, for subscriptions: an append-only log, written by triggers in the transaction that changes something,
-- and read by gateways in an order that no late commit can break.

CREATE TABLE change_log (
    organization_id bigint NOT NULL,
    -- The transaction that wrote it. Rows are read below the oldest transaction that still runs (`pg_snapshot_xmin`), in
    -- this order: whatever commits later stands behind all that was read.
    transaction xid8 NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    -- What a field of the schema names in `@changes(of:)`.
    topic text COLLATE "C" NOT NULL CHECK (topic <> ''),
    -- The changed row's key without the organization, as text.
    key text[] NOT NULL CHECK (cardinality(key) > 0),
    -- What was done first to the row in the transaction.
    operation text COLLATE "C" NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'NOTE')),
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, transaction, position),
    -- One event for a row, however often a transaction writes it.
    UNIQUE (organization_id, transaction, topic, key)
);
CREATE INDEX change_log_by_time ON change_log USING brin (occurred_at);
ALTER TABLE change_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON change_log
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
CREATE POLICY owner ON change_log TO CURRENT_USER USING (true);
GRANT SELECT ON change_log TO business_center_gateway;

-- The last row that was removed, so that nobody takes up the log where a part of it is missing.
CREATE TABLE change_log_end (
    organization_id bigint PRIMARY KEY,
    transaction xid8 NOT NULL,
    position bigint NOT NULL
);
ALTER TABLE change_log_end ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_log_end FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON change_log_end
    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
CREATE POLICY owner ON change_log_end TO CURRENT_USER USING (true);
GRANT SELECT ON change_log_end TO business_center_gateway;

-- Wakes the gateways when the transaction commits: schema, organization, and the transaction that is to be read.
CREATE FUNCTION announce_change(organization_id bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT pg_notify('gateway_changes', concat_ws(' ', current_schema(), $1, pg_current_xact_id()))
$$;

-- Logs the rows that a statement has changed. Arguments of the trigger: the topic, and the columns that hold the key of
-- what has changed, without the organization. Rows in which one of them is null change nothing.
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    columns text[] := TG_ARGV[1:];
    organizations bigint[];
BEGIN
    EXECUTE format(
        $sql$
            WITH logged AS (
                INSERT INTO change_log (organization_id, transaction, topic, key, operation, occurred_at)
                SELECT DISTINCT c.organization_id, pg_current_xact_id(), $1, ARRAY[%s], $2, clock_timestamp()
                FROM changed c WHERE (%s) IS NOT NULL
                ON CONFLICT (organization_id, transaction, topic, key) DO NOTHING
                RETURNING organization_id
            )
            SELECT array_agg(DISTINCT organization_id) FROM logged
        $sql$,
        (SELECT string_agg(format('c.%I::text', name), ', ') FROM unnest(columns) name),
        (SELECT string_agg(format('c.%I', name), ', ') FROM unnest(columns) name)
    ) INTO organizations USING TG_ARGV[0], TG_OP;
    PERFORM announce_change(o) FROM unnest(organizations) o;
    RETURN NULL;
END
$$;

-- Logs what leaves no changed row, such as that something was looked at.
CREATE FUNCTION note_change(organization_id bigint, topic text, key text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER AS $$
    INSERT INTO change_log (organization_id, transaction, topic, key, operation, occurred_at)
    VALUES ($1, pg_current_xact_id(), $2, $3, 'NOTE', clock_timestamp())
    ON CONFLICT (organization_id, transaction, topic, key) DO NOTHING;
    SELECT announce_change($1);
$$;

-- Removes what is older, 10,000 rows at most; of several gateways that ask at once, one does it.
CREATE FUNCTION forget_changes(older_than interval) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$
DECLARE
    removed bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.change_log', 0)) THEN
        RETURN 0;
    END IF;
    WITH gone AS (
        DELETE FROM change_log c WHERE c.ctid = ANY (ARRAY(
            SELECT o.ctid FROM change_log o WHERE o.occurred_at < clock_timestamp() - older_than LIMIT 10000
        ))
        RETURNING c.organization_id, c.transaction, c.position
    ), marked AS (
        INSERT INTO change_log_end AS e (organization_id, transaction, position)
        SELECT DISTINCT ON (g.organization_id) g.organization_id, g.transaction, g.position FROM gone g
        ORDER BY g.organization_id, g.transaction DESC, g.position DESC
        ON CONFLICT (organization_id) DO UPDATE SET transaction = excluded.transaction, position = excluded.position
        WHERE (excluded.transaction, excluded.position) > (e.transaction, e.position)
    )
    SELECT count(*) INTO removed FROM gone;
    RETURN removed;
END
$$;

-- What was taken from someone ends their streams at once, not with the next change.
CREATE FUNCTION announce_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gateway_changes', concat_ws(' ', current_schema(), NEW.organization_id, 'epoch'));
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_epoch AFTER UPDATE ON organization_epoch FOR EACH ROW EXECUTE FUNCTION announce_epoch();

-- The triggers. Loading a data set that nobody listens to yet may turn them off for its transaction
-- (SET LOCAL gateway.changes = 'off').
DO $$
DECLARE
    wanted record;
    event text;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('purchase_order', 'purchase_order', 'id'),
        ('order_line', 'purchase_order', 'order_id'),
        ('agreement', 'agreement', 'id'),
        ('invitation', 'invitation', 'id'),
        -- What became of its mail is part of an invitation.
        ('mail', 'invitation', 'invitation_id')
    ) AS t (table_name, topic, key_column) LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format(
                $sql$
                    CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s TABLE AS changed FOR EACH STATEMENT
                    WHEN (coalesce(current_setting('gateway.changes', true), '') <> 'off')
                    EXECUTE FUNCTION log_change(%L, %L)
                $sql$,
                'log_' || lower(event), event, wanted.table_name, CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END,
                wanted.topic, wanted.key_column
            );
        END LOOP;
    END LOOP;
END
$$;

CALL seal_functions();
GRANT EXECUTE ON FUNCTION note_change, forget_changes TO business_center_commands;

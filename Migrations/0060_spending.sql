-- What reports on spending sum up, kept as entries: whatever changes orders or lines appends by how much each figure
-- has changed, and reports add the entries up. So a report reads some thousand rows where there are a million lines.
--
-- Entries are appended and not updated: at the one row of a month writers would wait until each other's transaction
-- ends, and at those of two months for ever. Now and then the entries of one key are folded into one.

CREATE TABLE order_spending (
    organization_id bigint NOT NULL,
    -- Its first day, in UTC.
    month date NOT NULL,
    agreement_id bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    entry bigint GENERATED ALWAYS AS IDENTITY,
    order_count bigint NOT NULL,
    total numeric NOT NULL,
    PRIMARY KEY (organization_id, month, agreement_id, currency, entry)
);

-- By product and not by family: a product that goes to another takes its figures along.
CREATE TABLE line_spending (
    organization_id bigint NOT NULL,
    product_id bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    entry bigint GENERATED ALWAYS AS IDENTITY,
    quantity bigint NOT NULL,
    amount numeric NOT NULL,
    PRIMARY KEY (organization_id, product_id, currency, entry)
);

-- Orders that this transaction has removed, or changed in what their lines' figures hang on, as they were before. Until
-- it ends, line_spending has their lines under this. Nobody sees a row of another transaction.
CREATE TABLE changed_order (
    organization_id bigint NOT NULL,
    id bigint NOT NULL,
    status text NOT NULL,
    currency text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, id)
);

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['order_spending', 'line_spending', 'changed_order'] LOOP
        EXECUTE format(
            $sql$
                ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY;
                ALTER TABLE %1$I FORCE ROW LEVEL SECURITY;
                CREATE POLICY tenant ON %1$I
                    USING (organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint);
                CREATE POLICY owner ON %1$I TO CURRENT_USER USING (true);
            $sql$,
            wanted
        );
    END LOOP;
END
$$;
GRANT SELECT ON order_spending, line_spending TO business_center_gateway;

-- A statement may change orders of many organizations: the owner's triggers see them all.
CREATE POLICY trigger ON purchase_order TO CURRENT_USER USING (pg_trigger_depth() > 0);
CREATE POLICY trigger ON order_line FOR SELECT TO CURRENT_USER USING (pg_trigger_depth() > 0);

-- The rows of a statement's trigger, those that are there no longer with the sign -1.
CREATE FUNCTION signed_rows(operation text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE operation
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM added'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM removed'
        ELSE 'SELECT 1 AS sign, * FROM added UNION ALL SELECT -1, * FROM removed'
    END
$$;

CREATE FUNCTION note_order_spending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE format(
        $sql$
            INSERT INTO order_spending (organization_id, month, agreement_id, currency, order_count, total)
            SELECT
                o.organization_id, date_trunc('month', o.ordered_at AT TIME ZONE 'UTC')::date, o.agreement_id,
                o.currency, sum(o.sign), sum(o.sign * o.total)
            FROM (%s) o
            WHERE o.status <> 'CANCELLED'
            GROUP BY 1, 2, 3, 4
            HAVING sum(o.sign) <> 0 OR sum(o.sign * o.total) <> 0
        $sql$,
        signed_rows(TG_OP)
    );
    RETURN NULL;
END
$$;

-- Lines count under their order as it was before this transaction, where it has changed, else as it is. It is locked,
-- so that nobody changes it until this transaction's lines are to be seen. A line without an order breaks NOT NULL.
CREATE FUNCTION note_line_spending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE format(
        $sql$
            WITH locked AS MATERIALIZED (
                SELECT o.organization_id, o.id, o.status, o.currency FROM purchase_order o
                WHERE (o.organization_id, o.id) IN (SELECT l.organization_id, l.order_id FROM (%1$s) l)
                ORDER BY o.organization_id, o.id
                FOR NO KEY UPDATE
            )
            INSERT INTO line_spending (organization_id, product_id, currency, quantity, amount)
            SELECT
                l.organization_id, l.product_id, coalesce(c.currency, o.currency), sum(l.sign * l.quantity),
                sum(l.sign * l.amount)
            FROM (%1$s) l
            LEFT JOIN locked o ON o.organization_id = l.organization_id AND o.id = l.order_id
            LEFT JOIN changed_order c ON c.organization_id = l.organization_id AND c.id = l.order_id
            WHERE coalesce(c.status, o.status) IS DISTINCT FROM 'CANCELLED'
            GROUP BY 1, 2, 3
            HAVING sum(l.sign * l.quantity) <> 0 OR sum(l.sign * l.amount) <> 0
        $sql$,
        signed_rows(TG_OP)
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION remember_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    -- Another level would not see the lines that others have added since the transaction began.
    IF TG_OP = 'UPDATE' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'status and currency of orders are changed in transactions that are READ COMMITTED'
            USING ERRCODE = 'feature_not_supported';
    END IF;
    INSERT INTO changed_order (organization_id, id, status, currency)
    VALUES (OLD.organization_id, OLD.id, OLD.status, OLD.currency)
    ON CONFLICT (organization_id, id) DO NOTHING;
    PERFORM set_config('gateway.changed_orders', 'yes', true);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

-- At the end of the transaction, for all orders that it has changed: their lines, from what they were to what they are.
-- (Where orders are removed, their lines' own trigger comes first, unless constraints are SET IMMEDIATE.)
CREATE FUNCTION settle_changed_orders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    -- Called for each of them, and all are settled at the first call.
    IF current_setting('gateway.changed_orders', true) IS DISTINCT FROM 'yes' THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('gateway.changed_orders', 'no', true);
    EXECUTE $sql$
        WITH changed AS (
            DELETE FROM changed_order RETURNING *
        ), states AS (
            SELECT -1 AS sign, c.organization_id, c.id, c.status, c.currency FROM changed c
            UNION ALL
            SELECT 1, o.organization_id, o.id, o.status, o.currency FROM purchase_order o
            JOIN changed c ON c.organization_id = o.organization_id AND c.id = o.id
        )
        INSERT INTO line_spending (organization_id, product_id, currency, quantity, amount)
        SELECT l.organization_id, l.product_id, s.currency, sum(s.sign * l.quantity), sum(s.sign * l.amount)
        FROM states s JOIN order_line l ON l.organization_id = s.organization_id AND l.order_id = s.id
        WHERE s.status <> 'CANCELLED'
        GROUP BY 1, 2, 3
        HAVING sum(s.sign * l.quantity) <> 0 OR sum(s.sign * l.amount) <> 0
    $sql$;
    RETURN NULL;
END
$$;

-- Folds the entries of an organization when every thousandth is appended. Whoever folds takes only what nobody else
-- folds, so nobody waits. Arguments of the trigger: the key's columns, and the two that are summed up.
CREATE FUNCTION fold_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    organization bigint;
BEGIN
    FOR organization IN SELECT DISTINCT a.organization_id FROM added a WHERE a.entry % 1000 = 0 LOOP
        -- Another level would fail where somebody else has folded.
        CONTINUE WHEN current_setting('transaction_isolation') <> 'read committed';
        EXECUTE format(
            $sql$
                WITH taken AS (
                    DELETE FROM %1$I WHERE ctid = ANY (ARRAY(
                        SELECT e.ctid FROM %1$I e JOIN (
                            SELECT %2$s FROM %1$I WHERE organization_id = $1 GROUP BY %2$s HAVING count(*) > 1
                        ) several USING (%2$s)
                        FOR UPDATE OF e SKIP LOCKED
                    ))
                    RETURNING *
                )
                INSERT INTO %1$I (%2$s, %3$I, %4$I)
                SELECT %2$s, sum(%3$I), sum(%4$I) FROM taken GROUP BY %2$s HAVING sum(%3$I) <> 0 OR sum(%4$I) <> 0
            $sql$,
            TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
        ) USING organization;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE FUNCTION empty_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE format('TRUNCATE %I', TG_ARGV[0]);
    RETURN NULL;
END
$$;

CALL seal_functions();
-- A million lines are summed up in memory; a few need next to none.
ALTER FUNCTION note_line_spending SET work_mem = '256MB';

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('purchase_order', 'note_order_spending', 'order_spending'),
            ('order_line', 'note_line_spending', 'line_spending')
        ) AS t (table_name, function_name, entries),
        (VALUES
            ('INSERT', 'NEW TABLE AS added'), ('DELETE', 'OLD TABLE AS removed'),
            ('UPDATE', 'NEW TABLE AS added OLD TABLE AS removed')
        ) AS e (event, tables)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
            'spending_' || lower(wanted.event), wanted.event, wanted.table_name, wanted.tables, wanted.function_name
        );
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER empty AFTER TRUNCATE ON %I EXECUTE FUNCTION empty_entries(%L)',
            wanted.table_name, wanted.entries
        );
    END LOOP;
END
$$;

CREATE TRIGGER remember BEFORE UPDATE ON purchase_order FOR EACH ROW
    WHEN ((OLD.organization_id, OLD.id, OLD.status = 'CANCELLED', OLD.currency)
        IS DISTINCT FROM (NEW.organization_id, NEW.id, NEW.status = 'CANCELLED', NEW.currency))
    EXECUTE FUNCTION remember_order();
CREATE TRIGGER remember_removed BEFORE DELETE ON purchase_order FOR EACH ROW EXECUTE FUNCTION remember_order();
CREATE CONSTRAINT TRIGGER settle AFTER UPDATE ON purchase_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.organization_id, OLD.id, OLD.status = 'CANCELLED', OLD.currency)
        IS DISTINCT FROM (NEW.organization_id, NEW.id, NEW.status = 'CANCELLED', NEW.currency))
    EXECUTE FUNCTION settle_changed_orders();
CREATE CONSTRAINT TRIGGER settle_removed AFTER DELETE ON purchase_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION settle_changed_orders();

CREATE TRIGGER fold AFTER INSERT ON order_spending REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION fold_entries('organization_id, month, agreement_id, currency', 'order_count', 'total');
CREATE TRIGGER fold AFTER INSERT ON line_spending REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION fold_entries('organization_id, product_id, currency', 'quantity', 'amount');

-- What is there already. The triggers keep writers out until this migration is done.
DO $$
DECLARE
    tenant bigint;
BEGIN
    FOR tenant IN SELECT o.organization_id FROM organization o LOOP
        PERFORM set_config('gateway.organization_id', tenant::text, true);
        INSERT INTO order_spending (organization_id, month, agreement_id, currency, order_count, total)
        SELECT
            tenant, date_trunc('month', o.ordered_at AT TIME ZONE 'UTC')::date, o.agreement_id, o.currency, count(*),
            sum(o.total)
        FROM purchase_order o
        WHERE o.organization_id = tenant AND o.status <> 'CANCELLED'
        GROUP BY 2, 3, 4;
        INSERT INTO line_spending (organization_id, product_id, currency, quantity, amount)
        SELECT tenant, l.product_id, o.currency, sum(l.quantity), sum(l.amount)
        FROM order_line l JOIN purchase_order o ON o.organization_id = tenant AND o.id = l.order_id
        WHERE l.organization_id = tenant AND o.status <> 'CANCELLED'
        GROUP BY 2, 3;
    END LOOP;
    PERFORM set_config('gateway.organization_id', '', true);
END
$$;

CREATE OR REPLACE VIEW spend_by_month WITH (security_invoker = true) AS
SELECT s.organization_id, s.month, s.agreement_id, s.currency, a.number AS agreement_number, s.order_count, s.total
FROM (
    SELECT
        organization_id, month, agreement_id, currency, sum(order_count)::bigint AS order_count, sum(total) AS total
    FROM order_spending
    GROUP BY organization_id, month, agreement_id, currency
    HAVING sum(order_count) > 0
) s
JOIN agreement a ON a.organization_id = s.organization_id AND a.id = s.agreement_id;

CREATE OR REPLACE VIEW spend_by_quarter WITH (security_invoker = true) AS
SELECT
    organization_id, date_trunc('quarter', month::timestamp)::date AS quarter, currency,
    sum(order_count)::bigint AS order_count, sum(total) AS total
FROM order_spending
GROUP BY organization_id, quarter, currency
HAVING sum(order_count) > 0;

CREATE OR REPLACE VIEW spend_by_agreement WITH (security_invoker = true) AS
SELECT
    s.organization_id, s.agreement_id, s.currency, a.number AS agreement_number, a.title AS agreement_title,
    s.order_count, s.total
FROM (
    SELECT organization_id, agreement_id, currency, sum(order_count)::bigint AS order_count, sum(total) AS total
    FROM order_spending
    GROUP BY organization_id, agreement_id, currency
    HAVING sum(order_count) > 0
) s
JOIN agreement a ON a.organization_id = s.organization_id AND a.id = s.agreement_id;

CREATE OR REPLACE VIEW spend_by_family WITH (security_invoker = true) AS
SELECT s.organization_id, p.family, s.currency, sum(s.quantity)::bigint AS quantity, sum(s.amount) AS total
FROM line_spending s JOIN product p ON p.id = s.product_id
GROUP BY s.organization_id, p.family, s.currency
HAVING sum(s.quantity) > 0;

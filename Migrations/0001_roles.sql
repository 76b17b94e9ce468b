-- The database roles that the gateway works as, and the rule of row-level security.
--
-- The user of the connection string migrates, and so owns every table. For requests it changes to
-- one of two roles that own nothing and cannot sign in:
--
--     business_center_gateway    queries: SELECT on what the GraphQL schema shows
--     business_center_commands   commands: writes what its commands write
--
-- Roles belong to the whole cluster, so two migrations of two databases may make them at the same
-- moment: whoever comes second finds them made and goes on.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['business_center_gateway', 'business_center_commands'] LOOP
        FOR attempt IN 1 .. 20 LOOP
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                    EXECUTE format(
                        'CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', wanted
                    );
                END IF;
                IF NOT EXISTS (
                    SELECT FROM pg_auth_members m
                    WHERE m.roleid = wanted::regrole AND m.member = current_user::regrole
                ) THEN
                    EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
                END IF;
                EXIT;
            EXCEPTION
                -- Made or changed by someone else in between ("tuple concurrently updated" is XX000).
                WHEN duplicate_object OR unique_violation OR internal_error THEN
                    IF attempt = 20 THEN
                        RAISE;
                    END IF;
                    PERFORM pg_sleep(0.02 * attempt);
            END;
        END LOOP;
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), wanted);
    END LOOP;
END
$$;

-- Called at the end of each migration that makes functions. By default everyone may call a function, and
-- one that runs as its owner could be led astray by the caller's search path: this takes the first back
-- and pins the second. Afterwards the migration grants what is meant.
CREATE PROCEDURE seal_functions() LANGUAGE plpgsql AS $$
DECLARE
    sealed regprocedure;
BEGIN
    FOR sealed IN
        SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.proconfig IS NULL
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path TO %I, pg_temp', sealed, current_schema());
        EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', sealed);
    END LOOP;
END
$$;

-- Row-level security. Each tenant table has one policy of the form
--
--     organization_id = nullif(current_setting('gateway.organization_id', true), '')::bigint
--
-- Without the setting, or with an empty one, the right side is NULL and no row shows. PostgreSQL evaluates
-- it once for each scan, and it serves as an index condition. Written as a sub-select, or as a SQL function that
-- is inlined, it measured the same within the noise (11 % under no policy at all); as a function with a pinned
-- search path, which cannot be inlined, statements were a quarter slower. The plain form needs no function.
--
-- FORCE holds the owner to it too. Where a SECURITY DEFINER function must look across organizations
-- (who does this token belong to?), its table has a second policy, for the owner alone.

-- Enumerations are text with CHECK, not enum types: a new value is one ALTER in a transaction and
-- usable in that transaction, an old one can be removed, and cursors compare as text.

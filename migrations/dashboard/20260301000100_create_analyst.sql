-- Who analyses reads the views of schema analytics and nothing else. Roles belong to the whole server: another database
-- may have made this one already, at this very moment. Whoever may not make roles asks an administrator for it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'haetae_analyst') THEN
        CREATE ROLE haetae_analyst LOGIN CONNECTION LIMIT 20;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE WARNING 'role haetae_analyst is missing and cannot be made by this user';
END
$$;

CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS '분석가를 위한 조회용 뷰 / Views for analysts';

-- Temporary tables and large objects would be a place to write to.
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'haetae_analyst') THEN
        GRANT USAGE ON SCHEMA analytics TO haetae_analyst;
        EXECUTE format('ALTER ROLE haetae_analyst IN DATABASE %I SET default_transaction_read_only = on', current_database());
        EXECUTE format('ALTER ROLE haetae_analyst IN DATABASE %I SET statement_timeout = ''60s''', current_database());
        EXECUTE format('ALTER ROLE haetae_analyst IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', current_database());
        EXECUTE format('ALTER ROLE haetae_analyst IN DATABASE %I SET search_path = analytics', current_database());
    END IF;
END
$$;

-- Large objects too; only a superuser can take this right from everybody.
DO $$
BEGIN
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea),
        lowrite(integer, bytea) FROM PUBLIC;
EXCEPTION
    WHEN insufficient_privilege THEN RAISE WARNING 'large objects can be made by everybody: a superuser should revoke that';
END
$$;

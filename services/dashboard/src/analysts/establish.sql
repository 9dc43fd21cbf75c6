-- Creates the roles of analysts and grants their rights, as far as the migrating role may. It runs with every migration, so
-- that a role that was created later gets its rights. missing.sql finds what is left for an administrator. Roles belong to the
-- whole server: another database may create them at this moment.
DO $$
BEGIN
    IF to_regrole('haetae_analyst') IS NULL THEN
        CREATE ROLE haetae_analyst NOLOGIN;
    END IF;
    IF to_regrole('haetae_analyst_people') IS NULL THEN
        CREATE ROLE haetae_analyst_people NOLOGIN IN ROLE haetae_analyst;
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END
$$;

-- Analysts could write to temporary tables and to tables in `public`.
DO $$
BEGIN
    IF has_database_privilege('public', current_database(), 'TEMPORARY') THEN
        EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
    IF has_schema_privilege('public', 'public', 'CREATE') THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN NULL;
END
$$;
DO $$
BEGIN
    IF to_regrole('haetae_analyst') IS NOT NULL AND NOT has_database_privilege('haetae_analyst', current_database(), 'CONNECT') THEN
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO haetae_analyst', current_database());
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN NULL;
END
$$;

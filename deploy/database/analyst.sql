-- Lets one person, or one tool, read the views of analysts. Run by an administrator of the database, in the dashboard's
-- database, and again whenever something is to change: it sets everything to what it says.
--
--     psql -v ON_ERROR_STOP=1 -c "SET haetae.login = 'kim'" -f analyst.sql "dbname=haetae"
--
-- haetae.login    the login; made when there is none, without a password (then: \password kim)
-- haetae.people   on: it also sees names, accounts and free text, which are personal data [off]
-- haetae.schema   a schema of its own to write to, for dbt and tools like it; its sessions are then not read-only [none]
--
-- The guards are defaults of the login in this database. A session can change them, and the login can change its own: they
-- keep mistakes small. What the login may touch, it cannot change; nor can it change anything of the group or of others.
DO $$
DECLARE
    login   text := current_setting('haetae.login');
    people  boolean := coalesce(nullif(current_setting('haetae.people', true), ''), 'off')::boolean;
    own     text := nullif(current_setting('haetae.schema', true), '');
    known   record;
    guard   text;
BEGIN
    IF to_regrole('haetae_analyst') IS NULL OR to_regrole('haetae_analyst_people') IS NULL THEN
        RAISE EXCEPTION 'the roles of analysts are missing: run haetae-dashboard migrate first, and what it asks for';
    END IF;
    IF login = '' OR login LIKE 'haetae_analyst%' THEN
        RAISE EXCEPTION 'haetae.login has to be the login of one person or tool, not %', quote_literal(login);
    END IF;
    SELECT * INTO known FROM pg_roles WHERE rolname = login;
    IF NOT FOUND THEN
        EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 10', login);
    ELSIF known.rolsuper OR known.rolcreaterole OR known.rolcreatedb OR known.rolreplication OR known.rolbypassrls THEN
        RAISE EXCEPTION 'login % may do more than an analyst: use another', quote_literal(login);
    ELSIF known.rolconnlimit = -1 THEN
        EXECUTE format('ALTER ROLE %I CONNECTION LIMIT 10', login);
    END IF;

    -- Without SET it cannot become the group, and so changes nothing of it.
    EXECUTE format('GRANT haetae_analyst TO %I WITH INHERIT TRUE, SET FALSE, ADMIN FALSE', login);
    IF people THEN
        EXECUTE format('GRANT haetae_analyst_people TO %I WITH INHERIT TRUE, SET FALSE, ADMIN FALSE', login);
    ELSIF pg_has_role(login, 'haetae_analyst_people', 'MEMBER') THEN
        EXECUTE format('REVOKE haetae_analyst_people FROM %I', login);
    END IF;
    IF own IS NOT NULL THEN
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', own, login);
    END IF;

    FOREACH guard IN ARRAY ARRAY[
        format('default_transaction_read_only = %s', CASE WHEN own IS NULL THEN 'on' ELSE 'off' END),
        format('search_path = %s', CASE WHEN people THEN 'analytics_people, analytics' ELSE 'analytics' END),
        'statement_timeout = ''60s''',
        'transaction_timeout = ''60s''',
        'idle_in_transaction_session_timeout = ''60s''',
        'TimeZone = ''Asia/Seoul'''
    ] LOOP
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET %s', login, current_database(), guard);
    END LOOP;

    -- What a sort may write to disk. Once it is set, the login cannot raise it.
    guard := format('ALTER ROLE %I IN DATABASE %I SET temp_file_limit = ''1GB''', login, current_database());
    IF has_parameter_privilege('temp_file_limit', 'SET') THEN
        EXECUTE guard;
    ELSE
        RAISE WARNING 'a superuser has to run: %', guard;
    END IF;
END
$$;

-- What the roles of analysts may read, if they are there.
DO $$
BEGIN
    IF to_regrole('haetae_analyst') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA analytics TO haetae_analyst;
        GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO haetae_analyst;
    END IF;
    IF to_regrole('haetae_analyst_people') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA analytics_people TO haetae_analyst_people;
        GRANT SELECT ON ALL TABLES IN SCHEMA analytics_people TO haetae_analyst_people;
    END IF;
END
$$;

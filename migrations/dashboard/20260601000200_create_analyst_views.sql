-- The views that the platform made for analysts, and the roles that it let read each. A role is given a view once: what an
-- administrator takes away afterwards stays away, and objects that others made in the same schemas are never given to anybody.
CREATE TABLE projection.analyst_views (
    view       regclass PRIMARY KEY,
    projection text     NOT NULL,
    granted    text[]   NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE projection.analyst_views IS '플랫폼이 만든 분석가용 뷰와 조회 권한을 부여한 역할 / Views that the platform made for analysts, and the roles it let read them';

-- The views of earlier versions. Those gave a role everything again and again: what a role that may use the schema cannot read
-- now was taken away from it.
WITH made (projection, schema, names) AS (VALUES
    ('board', 'analytics', ARRAY['words', 'reviews', 'review_service_types', 'review_components', 'review_data_classes',
        'assessments', 'verdicts', 'status_intervals', 'lead_times', 'triage', 'decisions', 'targets', 'finding_events',
        'daily_counts', 'freshness']),
    ('board', 'analytics_people', ARRAY['reviews', 'verdicts', 'triage', 'decisions', 'finding_events', 'people']),
    ('diagnosis', 'analytics', ARRAY['findings', 'checkpoint_verdicts', 'checklist_items', 'controls']),
    ('diagnosis', 'analytics_people', ARRAY['findings', 'checkpoint_verdicts', 'checklist_items'])
), audience (schema, role) AS (VALUES
    ('analytics', 'haetae_analyst'),
    ('analytics_people', 'haetae_analyst_people')
)
INSERT INTO projection.analyst_views (view, projection, granted)
SELECT c.oid, m.projection,
    CASE WHEN has_schema_privilege(r.oid, n.oid, 'USAGE') THEN ARRAY[a.role] ELSE '{}' END
FROM made m
JOIN audience a ON a.schema = m.schema
JOIN pg_namespace n ON n.nspname = m.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'v' AND c.relname = ANY (m.names)
LEFT JOIN pg_roles r ON r.rolname = a.role;

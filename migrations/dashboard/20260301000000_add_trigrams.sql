-- Searches look for any part of a text. The extension is trusted: the owner of the database may install it.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

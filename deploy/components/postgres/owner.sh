#!/bin/sh
# The role that owns the database, with no other rights, and the database with the locale that the dashboard needs.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /etc/postgres/password)" --username postgres <<'SQL'
CREATE ROLE haetae LOGIN PASSWORD :'password';
CREATE DATABASE haetae OWNER haetae TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
SQL

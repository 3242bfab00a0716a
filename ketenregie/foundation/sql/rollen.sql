-- Roles, database and extensions; run by psql as a superuser, safe to run again.
--
-- Used by the embedded servers and by docker-compose (docker-entrypoint-initdb.d). Passwords come from
-- the environment, so they appear in no process list and in no file of the repository.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\getenv eigenaar_wachtwoord EIGENAAR_WACHTWOORD
\getenv app_wachtwoord APP_WACHTWOORD
\getenv werker_wachtwoord WERKER_WACHTWOORD
\getenv publiek_wachtwoord PUBLIEK_WACHTWOORD
\getenv kopie_wachtwoord KOPIE_WACHTWOORD

SELECT format('CREATE ROLE %I', naam)
FROM unnest(ARRAY['eigenaar', 'app', 'werker', 'publiek', 'kopie', 'zichthouder']) AS naam
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = naam)
\gexec

-- CREATEDB: the test database and the restore beside the running one. NOINHERIT: a migration has the
-- rights of another role only after an explicit SET ROLE (PostgreSQL 16 takes the inherit option of a
-- grant from this attribute, PostgreSQL 15 knows nothing else).
ALTER ROLE eigenaar LOGIN NOINHERIT NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'eigenaar_wachtwoord';
ALTER ROLE app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_wachtwoord';
ALTER ROLE werker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'werker_wachtwoord';
ALTER ROLE publiek LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'publiek_wachtwoord';
ALTER ROLE kopie LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'kopie_wachtwoord';
-- Owns the definer functions and triggers that keep `zicht`; nobody can log in with it.
ALTER ROLE zichthouder NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;

GRANT app, werker, publiek, kopie, zichthouder TO eigenaar;
-- A task that runs for a person steps down to app (acting_as); NOINHERIT keeps the two apart otherwise.
ALTER ROLE werker NOINHERIT;
GRANT app TO werker;
ALTER ROLE app SET idle_in_transaction_session_timeout = '5min';
ALTER ROLE publiek SET statement_timeout = '15s';
ALTER ROLE publiek SET idle_in_transaction_session_timeout = '1min';

SELECT 'CREATE DATABASE ketenregie OWNER eigenaar'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'ketenregie')
\gexec
ALTER DATABASE ketenregie OWNER TO eigenaar;
REVOKE ALL ON DATABASE ketenregie FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE ketenregie TO app, werker, publiek, kopie;

-- template1 too: a new database (tests, restore) starts with the same extensions and grants. The trap:
-- a database made from template0 has none of this.
\connect template1
SET client_min_messages = warning;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO zichthouder;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS btree_gist;

\connect ketenregie
SET client_min_messages = warning;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO eigenaar;
GRANT CREATE, USAGE ON SCHEMA public TO zichthouder;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS btree_gist;

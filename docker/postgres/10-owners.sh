#!/bin/sh
# Run by the postgres image when it makes its data folder: the owner of the warehouse, who is no
# superuser, and Airflow's own role and database, apart from the warehouse.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner_password ZENGSHOU_DB_PASSWORD
create role zengshou login createrole password :'owner_password';
alter database zengshou owner to zengshou;
\getenv password AIRFLOW_DB_PASSWORD
create role airflow login password :'password';
create database airflow owner airflow;
revoke connect on database airflow from public;
revoke connect on database zengshou from public;
SQL

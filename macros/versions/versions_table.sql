{# The version of each table: see versions.sql. #}
{% macro create_versions_table() -%}
create table if not exists observability.versions (
    name text primary key,
    relation oid not null,
    code text not null,
    inputs text,
    version text not null
);
alter table observability.versions add column if not exists built_version text;
{{ create_source_version() }}
{%- endmacro %}

{# An empty table with the declared columns, keys and indexes, to compare the existing table with:
   Postgres then formats the definitions of both in the same way. #}
{% macro create_declared_table(fresh) %}
  {%- set declared = api.Relation.create(identifier='declared_table') -%}
  analyze {{ fresh }};
  create temporary table declared_table (like {{ fresh }}) on commit drop;
  {%- if config.get('contract').enforced or model['language'] == 'python' -%}
    {%- for key in columns_and_keys()['keys'] %}
  alter table declared_table add {{ key }};
    {%- endfor -%}
  {%- endif -%}
  {%- for index in config.get('indexes', []) %}
  {{ get_create_index_sql(declared, index) }};
  {%- endfor -%}
{% endmacro %}


{% macro columns_of(table) -%}
  select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as is_required
  from pg_attribute
  where attrelid = '{{ table }}'::regclass and attnum > 0 and not attisdropped
{%- endmacro %}


{# Indexes that belong to no constraint, without their names. #}
{% macro indexes_of(table) -%}
  select
      case when indisunique then 'create unique index' else 'create index' end as opening,
      regexp_replace(pg_get_indexdef(indexrelid), '^.*? (?=USING )', '') as definition
  from pg_index
  where
      indrelid = '{{ table }}'::regclass
      and not exists (select from pg_constraint where conindid = indexrelid and contype <> 'f')
{%- endmacro %}

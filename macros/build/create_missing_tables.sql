{# `dbt run` creates no seed and no snapshot, but `dbt run --empty` in a new database needs their
   columns. #}
{% macro create_missing_tables() %}
  {%- if execute and flags.WHICH == 'run' and flags.EMPTY -%}
    {%- for node in graph.nodes.values() if node.resource_type in ['seed', 'snapshot'] %}
create schema if not exists {{ node.schema }};
create table if not exists {{ name_of(node) }} (
      {%- for column in node.columns.values() %}
    {{ column.name }} {{ column.data_type }}{{ ',' if not loop.last }}
      {%- endfor %}
);
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

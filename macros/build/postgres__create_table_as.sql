{# dbt's own, but that a table under contract comes without its keys: they follow once the
   rows are there, in postgres__create_indexes, so that an index is built once. #}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set kind = 'temporary' if temporary else ('unlogged' if config.get('unlogged') else '') -%}
  {%- set is_enforced = config.get('contract').enforced -%}
  {%- if is_enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {%- if temporary or not is_enforced %}
    create {{ kind }} table {{ relation }} as (
      {{ sql }}
    );
  {%- else -%}
    create {{ kind }} table {{ relation }} (
      {{ columns_and_keys()['columns'] | join(',\n      ') }}
    );
    insert into {{ relation }} (
      {{ adapter.dispatch('get_column_names', 'dbt')() }}
    )
    {{ get_select_subquery(sql) }};
  {%- endif -%}
{%- endmacro %}

{# dbt's own, but for the order of a table under contract: first the rows, then the keys. #}
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
    {%- set table = columns_and_keys() %}
    create {{ kind }} table {{ relation }} (
      {{ table['columns'] | join(',\n      ') }}
    );
    insert into {{ relation }} (
      {{ adapter.dispatch('get_column_names', 'dbt')() }}
    )
    {{ get_select_subquery(sql) }};
    {%- for key in table['keys'] %}
    alter table {{ relation }} add {{ key }};
    {%- endfor %}
  {%- endif -%}
{%- endmacro %}

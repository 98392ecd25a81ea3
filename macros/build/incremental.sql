{# A table of SQL or Python rows that keeps standing: the model computes all of its rows, and
   the strategy `sync` writes those that differ. Nothing is dropped or renamed, so views, grants
   and keys that others put on the table stay. It is one transaction: a reader sees the old rows
   or the new ones. `--full-refresh` also compares where nothing seems to have changed. #}
{% materialization incremental, adapter='postgres', supported_languages=['sql', 'python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- set stands = existing is not none and existing.is_table -%}
  {%- set fresh = api.Relation.create(identifier='fresh_rows') if stands else target_relation -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if existing is not none and not stands -%}
    {{ drop_former_view(existing) }}
  {%- endif -%}

  {%- if model['language'] == 'python' -%}
    {%- call statement('rows', language='python') -%}
      {{- python_model_code(compiled_code, fresh, stands) -}}
    {%- endcall -%}
  {%- elif stands and is_version_current() -%}
    {%- call noop_statement('rows', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
  {%- else -%}
    {%- call statement('rows') -%}{{ create_fresh_rows(fresh, sql, stands) }}{%- endcall -%}
  {%- endif -%}
  {%- set rows = load_result('rows')['response'] -%}

  {%- if rows.code == 'UNCHANGED' or not stands -%}
    {%- call noop_statement('main', rows | string, rows.code, rows.rows_affected) -%}{%- endcall -%}
  {%- endif -%}
  {%- if rows.code != 'UNCHANGED' -%}
    {%- call statement('declare') -%}{{ create_declared_table(fresh) }}{%- endcall -%}
    {%- if stands -%}
      {%- call statement('columns') -%}{{ match_columns(target_relation) }}{%- endcall -%}
      {%- set strategy = adapter.get_incremental_strategy_macro(
            context, config.get('incremental_strategy', 'sync')) -%}
      {%- set arguments = {
            'target_relation': target_relation,
            'temp_relation': fresh,
            'unique_key': key_of_model(),
            'dest_columns': adapter.get_columns_in_relation(target_relation),
          } -%}
      {%- call statement('main') -%}{{ strategy(arguments) }}{%- endcall -%}
    {%- endif -%}
    {%- call statement('keys') -%}{{ match_keys(target_relation) }}{%- endcall -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=stands) -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
  {%- endif -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# The rows of a SQL model: in the table itself when it is new, else in a temporary one. #}
{% macro create_fresh_rows(relation, sql, is_temporary) %}
  {%- set kind = 'temporary table' if is_temporary else 'table' -%}
  {%- set end = 'on commit drop' if is_temporary else '' -%}
  {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
    create {{ kind }} {{ relation }} (
      {{ columns_and_keys()['columns'] | join(',\n      ') }}
    ) {{ end }};
    insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
    {{ get_select_subquery(sql) }}
  {%- else -%}
    create {{ kind }} {{ relation }} {{ end }} as ({{ sql }})
  {%- endif -%}
{% endmacro %}


{# A view that stands where the table is to be goes, unless something stands on it. #}
{% macro drop_former_view(view) %}
  {%- call statement('drop_view') -%}drop {{ view.type }} {{ view }}{%- endcall -%}
  {%- do adapter.cache_dropped(view) -%}
{% endmacro %}

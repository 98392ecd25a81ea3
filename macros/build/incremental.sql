{# A table of a SQL or Python model that is updated in place: the model computes all of its rows,
   and the strategy `sync` writes those that differ. Nothing is dropped or renamed, so views, grants
   and keys of others on the table stay. It is one transaction: a reader sees the old rows or the
   new ones. `--full-refresh` computes the rows even if no input seems to have changed. A Python
   model may return the rows of some keys alone (`PARTIAL`). Of builds that run at the same time, one
   computes the table after the other. #}
{% materialization incremental, adapter='postgres', supported_languages=['sql', 'python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- set has_table = existing is not none and existing.is_table -%}
  {%- set fresh = api.Relation.create(identifier='fresh_rows') if has_table else target_relation -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- call statement('wait') -%}select {{ lock_of(name_of(model)) }}{%- endcall -%}
  {%- if existing is not none and not has_table -%}
    {{ drop_former_view(existing) }}
  {%- endif -%}

  {%- if model['language'] == 'python' -%}
    {%- call statement('rows', language='python') -%}
      {{- python_model_code(compiled_code, fresh, has_table) -}}
    {%- endcall -%}
  {%- elif has_table and is_version_current() -%}
    {%- call noop_statement('rows', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
  {%- else -%}
    {%- call statement('rows') -%}{{ create_fresh_rows(fresh, sql, has_table) }}{%- endcall -%}
  {%- endif -%}
  {%- set rows = load_result('rows')['response'] -%}

  {%- if rows.code == 'UNCHANGED' or not has_table -%}
    {%- call noop_statement('main', rows | string, rows.code, rows.rows_affected) -%}{%- endcall -%}
  {%- endif -%}
  {%- if rows.code != 'UNCHANGED' -%}
    {%- call statement('declare') -%}{{ create_declared_table(fresh) }}{%- endcall -%}
    {%- if has_table -%}
      {%- call statement('columns') -%}{{ match_columns(target_relation) }}{%- endcall -%}
      {%- set strategy = adapter.get_incremental_strategy_macro(
            context, config.get('incremental_strategy', 'sync')) -%}
      {%- set arguments = {
            'target_relation': target_relation,
            'temp_relation': fresh,
            'unique_key': key_of_model(),
            'dest_columns': adapter.get_columns_in_relation(target_relation),
            'is_partial': rows.code == 'PARTIAL',
          } -%}
      {%- call statement('main') -%}{{ strategy(arguments) }}{%- endcall -%}
    {%- endif -%}
    {%- call statement('keys') -%}{{ match_keys(target_relation) }}{%- endcall -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=has_table) -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
  {%- endif -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# Write the rows of a SQL model into the table itself if it is new, else into a temporary one. #}
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


{# Drop a view with the name of the table; this fails if something depends on it. #}
{% macro drop_former_view(view) %}
  {%- call statement('drop_view') -%}drop {{ view.type }} {{ view }}{%- endcall -%}
  {%- do adapter.cache_dropped(view) -%}
{% endmacro %}

{# A view is replaced where it stands, so that the views on it stay, and only if it is other
   than it was. One whose columns changed goes, and what stands on it with it. #}
{% materialization view, adapter='postgres' %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- if existing and existing.is_view and version_state() == 'same' -%}
    {{ leave_alone() }}
    {{ return({'relations': [target_relation]}) }}
  {%- endif -%}
  {%- if existing and not existing.is_view -%}
    {%- do adapter.drop_relation(existing) -%}
  {%- endif -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {% call statement('main') -%}
    do $build$
    begin
        execute $sql$create or replace view {{ target_relation }} as ({{ sql }})$sql$;
    exception when invalid_table_definition then
        execute $sql$drop view {{ target_relation }} cascade$sql$;
        execute $sql$create view {{ target_relation }} as ({{ sql }})$sql$;
    end
    $build$
  {%- endcall %}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=True) %}
  {% do persist_docs(target_relation, model) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do adapter.commit() %}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# dbt's own, but that what nothing changed for is left alone, and what has other code, or
   other columns or keys, is made anew. #}
{% materialization incremental, adapter='postgres' %}
  {%- set state = version_state() -%}
  {%- if state == 'same' and load_cached_relation(this) -%}
    {{ leave_alone() }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {%- if state == 'other code' or not config.get('unique_key') -%}
    {%- do model.update({'is_made_anew': true}) -%}
  {%- endif -%}
  {{ return(materialization_incremental_default()) }}
{% endmaterialization %}


{% materialization seed, adapter='postgres' %}
  {%- if load_cached_relation(this) and version_state() == 'same' -%}
    {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
    {{ leave_alone() }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {{ return(materialization_seed_default()) }}
{% endmaterialization %}


{# A snapshot of what is as it was has nothing to add. `dbt snapshot` alone takes no versions of
   the sources, and looks at all. #}
{% materialization snapshot, adapter='postgres' %}
  {%- if flags.WHICH == 'build' and load_cached_relation(this) and version_state() == 'same' -%}
    {{ leave_alone() }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {{ return(materialization_snapshot_default()) }}
{% endmaterialization %}


{# dbt's own, and for a table whose code is other than it was built by. #}
{% macro should_full_refresh() %}
  {%- if model.get('is_made_anew') -%}
    {%- do return(true) -%}
  {%- endif -%}
  {%- set configured = config.get('full_refresh') -%}
  {%- do return(flags.FULL_REFRESH if configured is none else configured) -%}
{% endmacro %}


{% macro leave_alone() %}
  {%- call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
{% endmacro %}

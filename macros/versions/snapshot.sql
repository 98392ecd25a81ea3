{# dbt's own, but that a snapshot of what is as it was has nothing to add, and that no rows at
   all (`--empty`) are no news: all of the history would end. `dbt snapshot` always compares. #}
{% materialization snapshot, adapter='postgres' %}
  {%- if load_cached_relation(this)
        and (flags.EMPTY or flags.WHICH == 'build' and is_version_current()) -%}
    {%- call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {{ return(materialization_snapshot_default()) }}
{% endmaterialization %}

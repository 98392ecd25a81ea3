{# Like dbt's own materialization, but without a comparison if no input changed, and with `--empty`,
   which would close the whole history. `dbt snapshot` always compares. #}
{% materialization snapshot, adapter='postgres' %}
  {%- if load_cached_relation(this)
        and (flags.EMPTY or flags.WHICH == 'build' and is_version_current()) -%}
    {%- call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {{ return(materialization_snapshot_default()) }}
{% endmaterialization %}

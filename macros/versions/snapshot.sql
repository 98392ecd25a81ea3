{# Like dbt's own materialization, but without a comparison if no input changed, and with `--empty`,
   which would close the whole history. `dbt snapshot` compares unless `--empty` emptied what it
   reads. #}
{% materialization snapshot, adapter='postgres' %}
  {%- if load_cached_relation(this) and is_nothing_new() -%}
    {%- call noop_statement('main', 'UNCHANGED', 'UNCHANGED', 0) -%}{%- endcall -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
  {%- endif -%}
  {{ return(materialization_snapshot_default()) }}
{% endmaterialization %}


{% macro is_nothing_new() %}
  {%- if flags.EMPTY or flags.WHICH == 'build' and is_version_current() -%}
    {%- do return(true) -%}
  {%- endif -%}
  {%- set is_empty = has_versions_table()
        and run_query('select ' ~ reads_no_rows()).rows[0][0] -%}
  {%- if is_empty -%}
    {%- do log(model.name ~ ' stays as it is: the last build of what it reads was `--empty`; '
          ~ 'run `dbt build`', info=true) -%}
  {%- endif -%}
  {%- do return(is_empty) -%}
{% endmacro %}

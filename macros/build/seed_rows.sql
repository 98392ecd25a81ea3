{# Like dbt's own macro, but a seed with the rows of its file is not loaded again: a build with
   nothing new writes no row. Postgres may hold them in another order. With `--full-refresh` the seed is
   loaded, but its table is kept with all that reads it, if the columns are the same. #}
{% macro postgres__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {%- if not full_refresh -%}
    {%- call statement('held', fetch_result=True) -%}select * from {{ old_relation }}{%- endcall -%}
    {%- set held = load_result('held')['table'] -%}
    {%- if held.column_names == agate_table.column_names
          and held.rows | map('join', '|') | sort
          == agate_table.rows | map('join', '|') | sort -%}
      {%- do model.update({'is_loaded': true}) -%}
      {%- do return('') -%}
    {%- endif -%}
  {%- elif not has_columns_of_file(model, old_relation, agate_table) -%}
    {%- call statement('drop_seed') -%}
do $seed$
begin
    {{ drop_with_selected_views(old_relation) }}
end
$seed$
    {%- endcall -%}
    {%- do adapter.cache_dropped(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
  {%- endif -%}
  {%- do return(default__reset_csv_table(model, false, old_relation, agate_table)) -%}
{% endmacro %}


{% macro has_columns_of_file(model, relation, agate_table) %}
  {%- set held, wanted = [], [] -%}
  {%- for column in adapter.get_columns_in_relation(relation) -%}
    {%- do held.append((column.name, column.data_type)) -%}
  {%- endfor -%}
  {%- for name in agate_table.column_names -%}
    {%- set type = adapter.convert_type(agate_table, loop.index0) -%}
    {%- do wanted.append((name, model['config'].get('column_types', {}).get(name, type))) -%}
  {%- endfor -%}
  {%- do return(held == wanted) -%}
{% endmacro %}


{% macro postgres__load_csv_rows(model, agate_table) %}
  {%- do return('' if model.get('is_loaded') else default__load_csv_rows(model, agate_table)) -%}
{% endmacro %}

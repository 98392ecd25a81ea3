{# Rename the columns of snapshots of releases before 0.2.0 in place: their history cannot be built
   again. #}
{% macro rename_snapshot_columns() %}
  {%- if execute -%}
    {%- for old, new in [
          ('known_at', 'valid_from'), ('replaced_at', 'valid_to'), ('noted_at', 'updated_at'),
        ] -%}
      {%- call statement('former_names', fetch_result=True) -%}
        select from pg_attribute
        where attrelid = to_regclass('{{ this }}') and attname = '{{ old }}'
      {%- endcall -%}
      {%- if load_result('former_names')['data'] %}
alter table {{ this }} rename column {{ old }} to {{ new }};
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}

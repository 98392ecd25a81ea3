{# dbt's own, after the keys that a model under contract, or a Python model, declares. #}
{% macro postgres__create_indexes(relation) -%}
  {%- if config.get('contract').enforced or model['language'] == 'python' -%}
    {%- for key in columns_and_keys()['keys'] -%}
      {% call statement('add_key') -%}
        alter table {{ relation }} add {{ key }}
      {%- endcall %}
    {%- endfor -%}
  {%- endif -%}
  {{ default__create_indexes(relation) }}
{%- endmacro %}

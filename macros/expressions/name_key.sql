{# The key of a track of which only names are known; `name_key` of the ingest says the same. #}
{% macro name_key(artist, title) -%}
  'name:' || md5(
    {{ normalised('coalesce(' ~ artist ~ ", '')") }}
    || ' / '
    || {{ normalised('coalesce(' ~ title ~ ", '')") }}
  )
{%- endmacro %}

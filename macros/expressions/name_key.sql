{# The key of a track without an id, from its names; the same as `name_key` in ingestion. #}
{% macro name_key(artist, title) -%}
  'name:' || md5(
    {{ normalised('coalesce(' ~ artist ~ ", '')") }}
    || ' / '
    || {{ normalised('coalesce(' ~ title ~ ", '')") }}
  )
{%- endmacro %}

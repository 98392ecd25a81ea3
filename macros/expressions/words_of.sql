{# A normalised name as nothing but its words; one that has none, as `!!!`, stays as it is. #}
{% macro words_of(name) -%}
  coalesce(
    nullif(btrim(regexp_replace({{ name }}, '[^[:alnum:]]+', ' ', 'g')), ''), {{ name }}
  )
{%- endmacro %}

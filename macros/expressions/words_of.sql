{# Only the words of a normalised name; a name without words, such as `!!!`, stays as it is. #}
{% macro words_of(name) -%}
  coalesce(
    nullif(btrim(regexp_replace({{ name }}, '[^[:alnum:]]+', ' ', 'g')), ''), {{ name }}
  )
{%- endmacro %}

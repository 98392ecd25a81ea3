{# How names are compared: lower case, no accents (what NFKD splits off), single blanks. #}
{% macro normalised(expression) -%}
  btrim(regexp_replace(
    lower(regexp_replace(normalize({{ expression }}, nfkd), '[\u0300-\u036f]', '', 'g')),
    '\s+', ' ', 'g'
  ))
{%- endmacro %}

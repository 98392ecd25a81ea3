{# A name for comparison: lower case, without accents (separated by NFKD), with single blanks. #}
{% macro normalised(expression) -%}
  btrim(regexp_replace(
    lower(regexp_replace(normalize({{ expression }}, nfkd), '[\u0300-\u036f]', '', 'g')),
    '\s+', ' ', 'g'
  ))
{%- endmacro %}

{# A title with a separator (U+001F) and a mark before each part of it: `(` before a bracket, `-` after
   a dash, `)` before the text that follows a bracket. #}
{% macro parts_marked(title) -%}
  ')' || regexp_replace(regexp_replace(regexp_replace(
    replace({{ title }}, '@', ' at '),
    '[(\[{【「『〔《]', chr(31) || '(', 'g'),
    '[)\]}】」』〕》]', chr(31) || ')', 'g'),
    '\s[-‐‑–—−|]\s', chr(31) || '-', 'g')
{%- endmacro %}

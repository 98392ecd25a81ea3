{# Spotify dates an album by day, month or year: the first day of what is known; else null. #}
{% macro date_of_any_precision(expression) -%}
  {%- set given = 'left(' ~ expression ~ ', 10)' -%}
  {%- set whole = given ~ " || right('0000-01-01', 10 - length(" ~ given ~ '))' -%}
  case
    when {{ given }} ~ '^\d{4}(-\d{2}){0,2}$' and pg_input_is_valid({{ whole }}, 'date')
      then ({{ whole }})::date
  end
{%- endmacro %}

{# A play counts from a time on, or from a share of the track where its length is known. #}
{% macro is_long_enough(played_ms, duration_ms) -%}
  {{ played_ms }} >= least(
    {{ var('listened_after_ms') }},
    {{ var('listened_share') }} * {{ duration_ms }}
  )
{%- endmacro %}

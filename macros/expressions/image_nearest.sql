{# The image of a group whose width is nearest to the one asked for, in the best list of it. #}
{% macro image_nearest(width) -%}
  (
    array_agg(
      image_url
      order by list_rank, abs(image_width - {{ width }}) nulls last, position
    )
  )[1]
{%- endmacro %}

{# The image of a group with the width nearest to `width`, from its list with the best rank. #}
{% macro image_nearest(width) -%}
  (
    array_agg(
      image_url
      order by list_rank, abs(image_width - {{ width }}) nulls last, position
    )
  )[1]
{%- endmacro %}

{# The value of the row that comes first in `order_by`, among those where it is known. #}
{% macro first_known(column, order_by, where=none) -%}
  (
    array_agg({{ column }} order by {{ order_by }})
    filter (where {{ where or column ~ ' is not null' }})
  )[1]
{%- endmacro %}

{# Returns the rows whose value is known and lies outside the range (also NaN): dbt-utils'
   test of this name, with the same arguments. #}
{% test accepted_range(
    model, column_name, min_value=none, max_value=none, inclusive=true
) %}
select {{ column_name }}
from {{ model }}
where
    false
    {%- if min_value is not none %}
    or not {{ column_name }} >{{ '=' if inclusive }} {{ min_value }}
    {%- endif %}
    {%- if max_value is not none %}
    or not {{ column_name }} <{{ '=' if inclusive }} {{ max_value }}
    {%- endif %}
{% endtest %}

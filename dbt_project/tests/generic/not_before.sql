{# Returns the rows whose instant or date is known and lies before the other one. #}
{% test not_before(model, column_name, other) %}
select
    {{ column_name }},
    {{ other }}
from {{ model }}
where {{ column_name }} < {{ other }}
{% endtest %}

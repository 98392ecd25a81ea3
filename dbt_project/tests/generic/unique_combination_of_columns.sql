{# Returns the combinations of columns that more than one row has, or of which a part is null:
   dbt-utils' test of this name and arguments, which does not look for nulls. #}
{% test unique_combination_of_columns(model, combination_of_columns) %}
select
    {{ combination_of_columns | join(', ') }},
    count(*) as number_of_rows
from {{ model }}
group by {{ combination_of_columns | join(', ') }}
having
    count(*) > 1
    or num_nulls({{ combination_of_columns | join(', ') }}) > 0
{% endtest %}

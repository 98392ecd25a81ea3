{# A table of the marts that a release has renamed: its foreign keys would hold back the rows of
   the tables it points at. Its rows are in the table of the new name. #}
{% macro drop_former_tables() -%}
do $drop$
begin
    drop table if exists marts.taste_memberships;
exception when dependent_objects_still_exist then
    raise notice 'marts.taste_memberships is now marts.training_memberships: %', sqlerrm;
end
$drop$
{%- endmacro %}

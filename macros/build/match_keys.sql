{# After the rows are written, add missing keys and indexes, so that an index is built once. #}
{% macro match_keys(target) %}
do $keys$
declare
    change record;
begin
    for change in
        select format('alter table {{ target }} alter column %I set not null', name) as action
        from ({{ columns_of('pg_temp.declared_table') }}) as declared
        inner join ({{ columns_of(target) }}) as held using (name)
        where declared.is_required and not held.is_required
        union all
        select concat(
            'alter table {{ target }} add ',
            case when conname !~ '^declared_table_' then format('constraint %I ', conname) end,
            pg_get_constraintdef(oid)
        )
        from pg_constraint
        where
            conrelid = 'pg_temp.declared_table'::regclass and contype in ('p', 'u', 'c')
            and pg_get_constraintdef(oid) not in (
                select pg_get_constraintdef(oid) from pg_constraint
                where conrelid = '{{ target }}'::regclass
            )
        union all
        select concat(opening, ' on {{ target }} ', definition)
        from ({{ indexes_of('pg_temp.declared_table') }}) as declared
        where (opening, definition) not in ({{ indexes_of(target) }})
    loop
        execute change.action;
    end loop;
end
$keys$
{% endmacro %}

{# Before the rows are written, give the existing table the declared columns. A column or key that
   the model no longer has is dropped; if something depends on it, the build fails and names it. A
   column whose type Postgres cannot cast is emptied, and filled by this build: with a new column,
   grants and indexes of others would be lost. #}
{% macro match_columns(target) %}
{{ drop_own_keys_on(target, "exists (select from (" ~ changes_of_columns(target)
    ~ ") as changes where action !~ '^add')") }};
do $columns$
declare
    change record;
    reason text;
begin
    for change in {{ changes_of_columns(target) }} loop
        begin
            execute format('alter table {{ target }} %s', change.action);
        exception
            when cannot_coerce or data_exception then
                declare
                    retype text := format('alter column %I type %s using null', change.name, change.type);
                begin
                    execute format(
                        'alter table {{ target }} alter column %I drop not null, %s',
                        change.name, retype
                    );
                exception when invalid_table_definition then -- a primary key has no null
                    delete from {{ target }};
                    execute 'alter table {{ target }} ' || retype;
                end;
            when dependent_objects_still_exist or feature_not_supported then
                get stacked diagnostics reason = pg_exception_detail;
                raise exception
                    'expected to % of {{ target }}, got what stands on it (%); drop that, or '
                    'take the change of the model back, and build again',
                    change.action, replace(reason, E'\n', '; ');
        end;
    end loop;
end
$columns$
{% endmacro %}


{# Keys and checks are dropped before their columns. An unknown unique key stays: somebody may
   refer to it. #}
{% macro changes_of_columns(target) %}
  select format('drop constraint %I', conname) as action, conname::text as name, null as type
  from pg_constraint
  where
      conrelid = '{{ target }}'::regclass
      and (
          contype in ('p', 'c') and pg_get_constraintdef(oid) not in (
              select pg_get_constraintdef(oid) from pg_constraint
              where conrelid = 'pg_temp.declared_table'::regclass
          )
          or contype = 'f' and conname <> all ('{ {{- names_of_foreign_keys() -}} }')
      )
  union all
  select
      case
          when held.type is null then format('add column %I %s', name, declared.type)
          when declared.type is null then format('drop column %I', name)
          else format('alter column %1$I type %2$s using %1$I::%2$s', name, declared.type)
      end,
      name, declared.type
  from ({{ columns_of(target) }}) as held
  full join ({{ columns_of('pg_temp.declared_table') }}) as declared using (name)
  where held.type is distinct from declared.type
  union all
  select format('alter column %I drop not null', name), name, null
  from ({{ columns_of(target) }}) as held
  inner join ({{ columns_of('pg_temp.declared_table') }}) as declared using (name)
  where held.is_required and not declared.is_required
{% endmacro %}

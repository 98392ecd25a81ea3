{# Whoever changes rows of a table that dbt built leaves a word in
   `observability.changes_by_hand`, in the same transaction: so a crash loses neither alone.
   Asking for it costs nothing, however many rows the table has. The build's own words go
   before it commits (see note_version). #}
{% macro create_changes_by_hand() -%}
create table if not exists observability.changes_by_hand (
    relation oid not null,
    transaction_id xid8 not null,
    primary key (relation, transaction_id)
);
do $create$
begin
    if to_regprocedure('observability.note_change_by_hand()') is null then
        -- of its owner's rights: who may change a table may have none on the notes
        create function observability.note_change_by_hand() returns trigger
        language plpgsql security definer set search_path = pg_catalog as $note$
        begin
            insert into observability.changes_by_hand
            values (tg_relid, pg_current_xact_id())
            on conflict do nothing;
            return null;
        end
        $note$;
    end if;
end
$create$
{%- endmacro %}


{# What was changed before a build reads the table, that build puts right. What is changed
   while it reads stays noted for the next. A Python model looks first whether its table
   stands, in the same transaction, and forgets then (see python_table). #}
{% macro forget_changes_by_hand() %}
  {%- if execute and model.config.materialized != 'view' and model.language != 'python' -%}
    {{ forget_changes(name_of(model)) }}
  {%- endif -%}
{% endmacro %}


{% macro forget_changes(table) -%}
  delete from observability.changes_by_hand
  where relation = to_regclass('{{ table }}')::oid
{%- endmacro %}


{# From here on changes of the table are noted, also those made while triggers are off for a
   session; who turns them off for the table leaves a trace in how the trigger is turned on. #}
{% macro note_changes_by_hand(table) -%}
  do $notice$
  begin
      if {{ notice_of(table) }} is distinct from 'A' then
          create or replace trigger note_change_by_hand
          after insert or update or delete or truncate on {{ table }}
          for each statement execute function observability.note_change_by_hand();
          alter table {{ table }} enable always trigger note_change_by_hand;
      end if;
  end
  $notice$;
  delete from observability.changes_by_hand
  where
      relation = '{{ table }}'::regclass::oid
      and transaction_id = pg_current_xact_id()
{%- endmacro %}


{% macro notice_of(table) -%}
  (
      select tgenabled from pg_trigger
      where tgrelid = to_regclass('{{ table }}') and tgname = 'note_change_by_hand'
  )
{%- endmacro %}


{% macro changes_by_hand(table) -%}
  (
      select string_agg(transaction_id::text, ' ' order by transaction_id)
      from observability.changes_by_hand
      where relation = to_regclass('{{ table }}')::oid
  )
{%- endmacro %}


{# What a statement on rows does not tell: the file is another when the table was emptied or
   written anew as a whole, and columns may have gone. #}
{% macro layout_of(table) -%}
  (
      select concat(pg_relation_filenode(attrelid), {{ notice_of(table) }},
                    string_agg(concat(attname, atttypid), ' ' order by attnum))
      from pg_attribute
      where attrelid = to_regclass('{{ table }}') and attnum > 0 and not attisdropped
      group by attrelid
  )
{%- endmacro %}

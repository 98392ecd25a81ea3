{# Every foreign key that a model of the graph declares, on a column or on the model. #}
{% macro declared_foreign_keys() %}
  {%- set models = {} -%}
  {%- for node in graph.nodes.values() if node.resource_type in ['model', 'seed', 'snapshot'] -%}
    {%- do models.update({node.name: node}) -%}
  {%- endfor -%}
  {%- set declared = [] -%}
  {%- for node in models.values() -%}
    {%- set constraints = [] -%}
    {%- for column in node.columns.values() -%}
      {%- for constraint in column.constraints -%}
        {%- do constraints.append(dict(constraint, columns=[column.name])) -%}
      {%- endfor -%}
    {%- endfor -%}
    {%- do constraints.extend(node.get('constraints', [])) -%}
    {%- for constraint in constraints if constraint.type == 'foreign_key' -%}
      {#- `ref('x')` as it is written, or the table's name: dbt 1.12 replaces one by the other -#}
      {%- set parent_name = modules.re.findall("[A-Za-z0-9_]+", constraint.to)[-1] -%}
      {%- set parent = models[parent_name] -%}
      {%- do declared.append({
            'model': node.name,
            'name': constraint.name or (node.alias ~ '_' ~ constraint.columns | join('_') ~ '_fkey'),
            'child': node.schema ~ '.' ~ node.alias,
            'child_columns': constraint.columns,
            'parent_model': parent.name,
            'parent': parent.schema ~ '.' ~ parent.alias,
            'parent_columns': constraint.to_columns,
          }) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- do return(declared) -%}
{% endmacro %}

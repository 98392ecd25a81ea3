-- Returns the recall of the search for the lists of this build, if it is low.
-- depends_on: {{ ref('recommendations') }}
with

version_of_this_build as (

    select distinct model_version
    from {{ ref('recommendation_parameters') }}

),

search_recalls as (

    select
        model_version,
        recall
    from {{ ref('search_recalls') }}

)

select
    search_recalls.model_version,
    search_recalls.recall
from search_recalls
inner join version_of_this_build
    on search_recalls.model_version = version_of_this_build.model_version
where search_recalls.recall < 0.99

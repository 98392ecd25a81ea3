-- The ten playlists in which the most tracks joined or left.
select
    playlists.playlist_name,
    count(*) as number_of_stays,
    count(memberships.left_at) as number_of_leavers
from marts.playlist_memberships as memberships
left join marts.dim_playlists as playlists
    on memberships.playlist_id = playlists.playlist_id
group by memberships.playlist_id, playlists.playlist_name
order by number_of_leavers desc, number_of_stays desc, memberships.playlist_id asc
limit 10

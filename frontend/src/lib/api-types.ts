/** Short names for the schemas of the generated types. */
import type { components } from "./openapi";

type Schemas = components["schemas"];

export type AccountState = Schemas["AccountState"];
export type Album = Schemas["Album"];
export type AlbumDetails = Schemas["AlbumDetails"];
export type Artist = Schemas["Artist"];
export type ArtistDetails = Schemas["ArtistDetails"];
export type ArtistFeedbackItem = Schemas["ArtistFeedbackItem"];
export type AudioFeatures = Schemas["AudioFeatures"];
export type CatalogueCounts = Schemas["CatalogueCounts"];
export type Contributions = Schemas["Contributions"];
export type FeatureScale = Schemas["FeatureScale"];
export type FeedbackItem = Schemas["FeedbackItem"];
export type GenreDetails = Schemas["GenreDetails"];
export type Import = Schemas["Import"];
export type ListedAccount = Schemas["ListedAccount"];
export type MapCluster = Schemas["MapCluster"];
export type MapPoints = Schemas["MapPoints"];
export type MetricValue = Schemas["MetricValue"];
export type Playlist = Schemas["Playlist"];
export type PlaylistDetails = Schemas["PlaylistDetails"];
/** What the pages of artists, albums, genres, playlists and years have in common. */
export type Portrait = Pick<
  Schemas["GenreDetails"],
  "number_of_recordings" | "first_year" | "last_year" | "features" | "genres"
>;
export type Quality = Schemas["Quality"];
export type QualityTrend = Schemas["QualityTrend"];
export type Recommendation = Schemas["Recommendation"];
export type RecommendationList = Schemas["RecommendationList"];
export type RecommendationRequest = Schemas["RecommendationRequest"];
export type SearchResults = Schemas["SearchResults"];
export type Station = Schemas["Station"];
export type StationSummary = Schemas["StationSummary"];
export type Token = Schemas["Token"];
export type Track = Schemas["Track"];
export type TrackPage = Schemas["TrackPage"];
export type TrackRecommendationList = Schemas["TrackRecommendationList"];
export type TrackSummary = Schemas["TrackSummary"];
export type Verdict = FeedbackItem["verdict"];
export type YearDetails = Schemas["YearDetails"];

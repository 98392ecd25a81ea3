/** Names of the API's response and request types, taken from the generated types. */
import type { paths } from "./openapi";

type ResponseBody<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type TrackPage = ResponseBody<"/api/v1/tracks">;
export type TrackSummary = TrackPage["items"][number];
export type Track = ResponseBody<"/api/v1/tracks/{track_id}">;
export type AudioFeatures = NonNullable<Track["audio_features"]>;
export type TrackRecommendationList =
  ResponseBody<"/api/v1/tracks/{track_id}/recommendations">;
export type Recommendation = TrackRecommendationList["items"][number];
export type Contributions = Recommendation["contributions"];
export type FeedbackPage = ResponseBody<"/api/v1/feedback">;
export type FeedbackItem = FeedbackPage["items"][number];
export type Verdict = FeedbackItem["verdict"];
export type ArtistFeedbackPage = ResponseBody<"/api/v1/feedback/artists">;
export type ArtistFeedbackItem = ArtistFeedbackPage["items"][number];
export type Artist = TrackSummary["artists"][number];
export type GenreList = ResponseBody<"/api/v1/genres">;
export type Quality = ResponseBody<"/api/v1/quality">;
export type MetricValue = Quality["items"][number];
export type QualityTrend = Quality["runs"][number];

type RecommendationsPost = paths["/api/v1/recommendations"]["post"];
export type RecommendationRequest =
  RecommendationsPost["requestBody"]["content"]["application/json"];
export type RecommendationList =
  RecommendationsPost["responses"][200]["content"]["application/json"];

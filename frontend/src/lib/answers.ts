/** Names for what the server answers, each taken from the generated description. */
import type { paths } from "./openapi";

type Answered<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type TrackPage = Answered<"/api/v1/tracks">;
export type TrackSummary = TrackPage["items"][number];
export type Track = Answered<"/api/v1/tracks/{track_id}">;
export type AudioFeatures = NonNullable<Track["audio_features"]>;
export type RecommendationList = Answered<"/api/v1/tracks/{track_id}/recommendations">;
export type Recommendation = RecommendationList["items"][number];
export type Contributions = Recommendation["contributions"];
export type FeedbackPage = Answered<"/api/v1/feedback">;
export type FeedbackItem = FeedbackPage["items"][number];
export type Verdict = FeedbackItem["verdict"];
export type ArtistFeedbackPage = Answered<"/api/v1/feedback/artists">;
export type ArtistFeedbackItem = ArtistFeedbackPage["items"][number];
export type Artist = TrackSummary["artists"][number];
export type GenreList = Answered<"/api/v1/genres">;
export type Quality = Answered<"/api/v1/quality">;
export type QualityFigure = Quality["items"][number];
export type QualityTrend = Quality["runs"][number];

type Wish = paths["/api/v1/recommendations"]["post"];
export type WishBody = Wish["requestBody"]["content"]["application/json"];
export type WishList = Wish["responses"][200]["content"]["application/json"];

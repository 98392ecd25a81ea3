/** Short names for the schemas of the generated types. */
import type { components } from "./openapi";

type Schemas = components["schemas"];

export type AccountState = Schemas["AccountState"];
export type Artist = Schemas["Artist"];
export type ArtistFeedbackItem = Schemas["ArtistFeedbackItem"];
export type AudioFeatures = Schemas["AudioFeatures"];
export type Contributions = Schemas["Contributions"];
export type FeedbackItem = Schemas["FeedbackItem"];
export type Import = Schemas["Import"];
export type ListedAccount = Schemas["ListedAccount"];
export type MetricValue = Schemas["MetricValue"];
export type Quality = Schemas["Quality"];
export type QualityTrend = Schemas["QualityTrend"];
export type Recommendation = Schemas["Recommendation"];
export type RecommendationList = Schemas["RecommendationList"];
export type RecommendationRequest = Schemas["RecommendationRequest"];
export type Token = Schemas["Token"];
export type Track = Schemas["Track"];
export type TrackPage = Schemas["TrackPage"];
export type TrackRecommendationList = Schemas["TrackRecommendationList"];
export type TrackSummary = Schemas["TrackSummary"];
export type Verdict = FeedbackItem["verdict"];

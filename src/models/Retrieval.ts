/**
 * What the server takes and answers about reading, embedding and searching texts, and about web search.
 * The forms and answers of `routers/retrieval.py`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Model, openLiterals } from "../internal/Model.ts"
import { JsonObject } from "../layers/Json.ts"
import { FileModel } from "./Files.ts"

/** What makes embeddings; empty is a model on the server itself. */
export const EmbeddingEngine = /*#__PURE__*/ openLiterals(["", "openai", "ollama", "azure_openai"])
/** What makes embeddings; empty is a model on the server itself. */
export type EmbeddingEngine = typeof EmbeddingEngine.Type

/** What reads documents; empty is the server itself. */
export const ContentExtractionEngine = /*#__PURE__*/ openLiterals([
  "",
  "external",
  "tika",
  "docling",
  "datalab_marker",
  "document_intelligence",
  "mineru",
  "mistral_ocr",
  "paddleocr_vl"
])
/** What reads documents; empty is the server itself. */
export type ContentExtractionEngine = typeof ContentExtractionEngine.Type

/** What searches the web. */
export const WebSearchEngine = /*#__PURE__*/ openLiterals([
  "",
  "ollama_cloud",
  "perplexity_search",
  "searxng",
  "openserp",
  "yacy",
  "google_pse",
  "brave",
  "brave_llm_context",
  "kagi",
  "mojeek",
  "bocha",
  "serpstack",
  "serper",
  "serphouse",
  "serply",
  "duckduckgo",
  "tavily",
  "staan",
  "exa",
  "searchapi",
  "serpapi",
  "jina",
  "bing",
  "azure",
  "perplexity",
  "microsoft_web_iq",
  "sougou",
  "firecrawl",
  "external",
  "yandex",
  "youcom",
  "linkup"
])
/** What searches the web. */
export type WebSearchEngine = typeof WebSearchEngine.Type

/** What fetches pages; empty is the server itself, as is `safe_web`. */
export const WebLoaderEngine = /*#__PURE__*/ openLiterals([
  "",
  "safe_web",
  "playwright",
  "firecrawl",
  "tavily",
  "exa",
  "external",
  "microsoft_web_iq"
])
/** What fetches pages; empty is the server itself, as is `safe_web`. */
export type WebLoaderEngine = typeof WebLoaderEngine.Type

/** A page or a file on the web to read. */
export class ProcessUrlForm extends /*#__PURE__*/ Model<ProcessUrlForm>()({
  /** Where its text goes. Default: a name made of the URL. A user must be allowed to change that collection. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String)),
  /** `http` or `https`. Addresses that are not public are refused unless the server was told to allow them. */
  url: Schema.String
}) {}

/** What was behind a URL. */
export class ProcessUrlResponse extends /*#__PURE__*/ Model<ProcessUrlResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** `file` and `image` were stored as files, the others were read as text. */
  type: openLiterals(["web", "youtube", "file", "image"]),
  /** The URL, or the name of the file. */
  name: Schema.String,
  url: Schema.String,
  /** Null where nothing was embedded. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The text of a page or a video; null for a file. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** The stored file; null for a page or a video. */
  file: Schema.optional(Schema.NullOr(FileModel))
}) {}

/** What to search the web for. */
export class SearchForm extends /*#__PURE__*/ Model<SearchForm>()({
  queries: Schema.Array(Schema.String)
}) {}

/** How to reach an OpenAI-compatible API for embeddings. Both are replaced: what is left out becomes empty. */
export class OpenAIConfigForm extends /*#__PURE__*/ Model<OpenAIConfigForm>()({
  /** `/v1` included. */
  url: Schema.optional(Schema.NullOr(Schema.String)),
  key: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** How to reach Ollama for embeddings. Both are replaced: what is left out becomes empty. */
export class OllamaConfigForm extends /*#__PURE__*/ Model<OllamaConfigForm>()({
  url: Schema.optional(Schema.NullOr(Schema.String)),
  key: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** How to reach Azure OpenAI for embeddings. All are replaced: what is left out becomes empty. */
export class AzureOpenAIConfigForm extends /*#__PURE__*/ Model<AzureOpenAIConfigForm>()({
  url: Schema.optional(Schema.NullOr(Schema.String)),
  key: Schema.optional(Schema.NullOr(Schema.String)),
  version: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** How texts are to be embedded. What is left out goes back to its default, not to what is stored. */
export class EmbeddingModelUpdateForm extends /*#__PURE__*/ Model<EmbeddingModelUpdateForm>()({
  /** Looked at where the engine is `openai`. Null or nothing keeps what is stored; so do the two below. */
  openai_config: Schema.optional(Schema.NullOr(OpenAIConfigForm)),
  ollama_config: Schema.optional(Schema.NullOr(OllamaConfigForm)),
  azure_openai_config: Schema.optional(Schema.NullOr(AzureOpenAIConfigForm)),
  RAG_EMBEDDING_ENGINE: EmbeddingEngine,
  RAG_EMBEDDING_MODEL: Schema.String,
  /** Texts in one request. Default: 1. */
  RAG_EMBEDDING_BATCH_SIZE: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Whether several requests run at once. Default: true. */
  ENABLE_ASYNC_EMBEDDING: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Requests at once; 0 is no limit. Default: 0. */
  RAG_EMBEDDING_CONCURRENT_REQUESTS: Schema.optional(Schema.NullOr(Schema.Int))
}) {}

/** The address and the key of a service that makes embeddings. */
export class EmbeddingConnection extends /*#__PURE__*/ Model<EmbeddingConnection>()({
  url: Schema.String,
  /** In the clear. */
  key: Schema.String
}) {}

/** The address, the key and the API version of Azure OpenAI. */
export class AzureEmbeddingConnection extends /*#__PURE__*/ Model<AzureEmbeddingConnection>()({
  url: Schema.String,
  /** In the clear. */
  key: Schema.String,
  version: Schema.String
}) {}

/** How texts are embedded. */
export class GetEmbeddingConfigResponse extends /*#__PURE__*/ Model<GetEmbeddingConfigResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  RAG_EMBEDDING_ENGINE: EmbeddingEngine,
  RAG_EMBEDDING_MODEL: Schema.String,
  /** Texts in one request. */
  RAG_EMBEDDING_BATCH_SIZE: Schema.NullOr(Schema.Int),
  /** Whether several requests run at once. */
  ENABLE_ASYNC_EMBEDDING: Schema.NullOr(Schema.Boolean),
  /** Requests at once; 0 is no limit. */
  RAG_EMBEDDING_CONCURRENT_REQUESTS: Schema.NullOr(Schema.Int),
  openai_config: EmbeddingConnection,
  ollama_config: EmbeddingConnection,
  azure_openai_config: AzureEmbeddingConnection
}) {}

/** Settings of web search to change. A field that is left out stays; null is stored as null. */
export class WebConfig extends /*#__PURE__*/ Model<WebConfig>()({
  ENABLE_WEB_SEARCH: Schema.optional(Schema.NullOr(Schema.Boolean)),
  ENABLE_WEB_SEARCH_CONFIRMATION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  WEB_SEARCH_CONFIRMATION_CONTENT: Schema.optional(Schema.NullOr(Schema.String)),
  /** Empty finds nothing. */
  WEB_SEARCH_ENGINE: Schema.optional(Schema.NullOr(WebSearchEngine)),
  /** Whether pages are fetched through the proxy of the server's environment. */
  WEB_SEARCH_TRUST_ENV: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Results of one query. */
  WEB_SEARCH_RESULT_COUNT: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Queries at once; 0 and null are no limit. */
  WEB_SEARCH_CONCURRENT_REQUESTS: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Domains to keep, or with `!` in front to leave out. */
  WEB_SEARCH_DOMAIN_FILTER_LIST: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Characters that a tool reads of a page; null is no limit. */
  WEB_FETCH_MAX_CONTENT_LENGTH: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Pages fetched in one second. */
  WEB_LOADER_CONCURRENT_REQUESTS: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Found pages are answered whole and not embedded. */
  BYPASS_WEB_SEARCH_EMBEDDING_AND_RETRIEVAL: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** The engine's own snippets are used and no page is fetched. */
  BYPASS_WEB_SEARCH_WEB_LOADER: Schema.optional(Schema.NullOr(Schema.Boolean)),
  OLLAMA_CLOUD_WEB_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SEARXNG_QUERY_URL: Schema.optional(Schema.NullOr(Schema.String)),
  SEARXNG_LANGUAGE: Schema.optional(Schema.NullOr(Schema.String)),
  OPENSERP_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  YACY_QUERY_URL: Schema.optional(Schema.NullOr(Schema.String)),
  YACY_USERNAME: Schema.optional(Schema.NullOr(Schema.String)),
  YACY_PASSWORD: Schema.optional(Schema.NullOr(Schema.String)),
  GOOGLE_PSE_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  GOOGLE_PSE_ENGINE_ID: Schema.optional(Schema.NullOr(Schema.String)),
  BRAVE_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** For the engine `brave_llm_context`. Null leaves it. */
  BRAVE_SEARCH_CONTEXT_TOKENS: Schema.optional(Schema.NullOr(Schema.Int)),
  KAGI_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  MOJEEK_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  BOCHA_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SERPSTACK_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SERPSTACK_HTTPS: Schema.optional(Schema.NullOr(Schema.Boolean)),
  SERPER_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SERPHOUSE_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SERPHOUSE_DOMAIN: Schema.optional(Schema.NullOr(Schema.String)),
  SERPLY_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  DDGS_BACKEND: Schema.optional(Schema.NullOr(Schema.String)),
  TAVILY_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  STAAN_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  STAAN_MARKET: Schema.optional(Schema.NullOr(Schema.String)),
  STAAN_MAX_SNIPPETS: Schema.optional(Schema.NullOr(Schema.Int)),
  SEARCHAPI_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SEARCHAPI_ENGINE: Schema.optional(Schema.NullOr(Schema.String)),
  SERPAPI_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  SERPAPI_ENGINE: Schema.optional(Schema.NullOr(Schema.String)),
  JINA_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  JINA_API_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  BING_SEARCH_V7_ENDPOINT: Schema.optional(Schema.NullOr(Schema.String)),
  BING_SEARCH_V7_SUBSCRIPTION_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  EXA_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Characters, above 0; null is no limit. */
  EXA_MAX_CONTENT_LENGTH: Schema.optional(Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0)))),
  PERPLEXITY_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  PERPLEXITY_MODEL: Schema.optional(Schema.NullOr(Schema.String)),
  PERPLEXITY_SEARCH_CONTEXT_USAGE: Schema.optional(Schema.NullOr(openLiterals(["low", "medium", "high"]))),
  PERPLEXITY_SEARCH_API_URL: Schema.optional(Schema.NullOr(Schema.String)),
  MICROSOFT_WEB_IQ_API_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  MICROSOFT_WEB_IQ_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  MICROSOFT_WEB_IQ_LANGUAGE: Schema.optional(Schema.NullOr(Schema.String)),
  SOUGOU_API_SID: Schema.optional(Schema.NullOr(Schema.String)),
  SOUGOU_API_SK: Schema.optional(Schema.NullOr(Schema.String)),
  /** What fetches pages; empty is the server itself. */
  WEB_LOADER_ENGINE: Schema.optional(Schema.NullOr(WebLoaderEngine)),
  /** Seconds, as text; empty is no limit. */
  WEB_LOADER_TIMEOUT: Schema.optional(Schema.NullOr(Schema.String)),
  ENABLE_WEB_LOADER_SSL_VERIFICATION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  PLAYWRIGHT_WS_URL: Schema.optional(Schema.NullOr(Schema.String)),
  /** Milliseconds. */
  PLAYWRIGHT_TIMEOUT: Schema.optional(Schema.NullOr(Schema.Int)),
  FIRECRAWL_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  FIRECRAWL_API_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  /** As text; empty is Firecrawl's own. */
  FIRECRAWL_TIMEOUT: Schema.optional(Schema.NullOr(Schema.String)),
  TAVILY_EXTRACT_DEPTH: Schema.optional(Schema.NullOr(openLiterals(["basic", "advanced"]))),
  TAVILY_SEARCH_DEPTH: Schema.optional(Schema.NullOr(openLiterals(["basic", "advanced"]))),
  EXTERNAL_WEB_SEARCH_URL: Schema.optional(Schema.NullOr(Schema.String)),
  EXTERNAL_WEB_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  EXTERNAL_WEB_LOADER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  EXTERNAL_WEB_LOADER_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** The languages of a transcript, the best first. */
  YOUTUBE_LOADER_LANGUAGE: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  YOUTUBE_LOADER_PROXY_URL: Schema.optional(Schema.NullOr(Schema.String)),
  /** Not stored: forgotten when the server restarts. */
  YOUTUBE_LOADER_TRANSLATION: Schema.optional(Schema.NullOr(Schema.String)),
  YANDEX_WEB_SEARCH_URL: Schema.optional(Schema.NullOr(Schema.String)),
  YANDEX_WEB_SEARCH_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** A JSON object, as text. */
  YANDEX_WEB_SEARCH_CONFIG: Schema.optional(Schema.NullOr(Schema.String)),
  YOUCOM_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  LINKUP_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Given on to Linkup as they are. */
  LINKUP_SEARCH_PARAMS: Schema.optional(Schema.NullOr(JsonObject))
}) {}

/** Settings of retrieval to change. A field that is left out or null stays. */
export class ConfigForm extends /*#__PURE__*/ Model<ConfigForm>()({
  /** What a model is told around the found text; `{{CONTEXT}}` and `{{QUERY}}` are filled in. Empty is the server's own. */
  RAG_TEMPLATE: Schema.optional(Schema.NullOr(Schema.String)),
  /** How many chunks a search finds. */
  TOP_K: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Whole files go to the model and nothing is embedded. */
  BYPASS_EMBEDDING_AND_RETRIEVAL: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Whole files go to the model, though they are embedded. */
  RAG_FULL_CONTEXT: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** By words (BM25) and by meaning. Switched off again by the server where the reranker cannot be loaded. */
  ENABLE_RAG_HYBRID_SEARCH: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** Names, titles and headings are searched by words too. */
  ENABLE_RAG_HYBRID_SEARCH_ENRICHED_TEXTS: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** How many chunks the reranker leaves. */
  TOP_K_RERANKER: Schema.optional(Schema.NullOr(Schema.Int)),
  /** 0 to 1: what scores lower is left out. */
  RELEVANCE_THRESHOLD: Schema.optional(Schema.NullOr(Schema.Number)),
  /** 0 (meaning only) to 1 (words only). */
  HYBRID_BM25_WEIGHT: Schema.optional(Schema.NullOr(Schema.Number)),
  /** What reads documents; empty is the server itself. */
  CONTENT_EXTRACTION_ENGINE: Schema.optional(Schema.NullOr(ContentExtractionEngine)),
  /** Media types such as `audio/*` that are read as documents; an empty list is none. */
  CONTENT_EXTRACTION_SUPPORTED_MEDIA_MIME_TYPES: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  PDF_EXTRACT_IMAGES: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** One document for each page, or one for all. */
  PDF_LOADER_MODE: Schema.optional(Schema.NullOr(openLiterals(["page", "single"]))),
  DATALAB_MARKER_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  DATALAB_MARKER_API_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  /** A JSON object, as text. */
  DATALAB_MARKER_ADDITIONAL_CONFIG: Schema.optional(Schema.NullOr(Schema.String)),
  DATALAB_MARKER_SKIP_CACHE: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_FORCE_OCR: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_PAGINATE: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_STRIP_EXISTING_OCR: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_DISABLE_IMAGE_EXTRACTION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_FORMAT_LINES: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_USE_LLM: Schema.optional(Schema.NullOr(Schema.Boolean)),
  DATALAB_MARKER_OUTPUT_FORMAT: Schema.optional(Schema.NullOr(openLiterals(["markdown", "json", "html"]))),
  EXTERNAL_DOCUMENT_LOADER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  EXTERNAL_DOCUMENT_LOADER_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Sent along to the document loader. */
  EXTERNAL_DOCUMENT_LOADER_HEADERS: Schema.optional(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
  TIKA_SERVER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  /** The major version, for instance `3`. */
  TIKA_SERVER_VERSION: Schema.optional(Schema.NullOr(Schema.String)),
  DOCLING_SERVER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  DOCLING_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Given on to Docling as they are. */
  DOCLING_PARAMS: Schema.optional(Schema.NullOr(JsonObject)),
  DOCUMENT_INTELLIGENCE_ENDPOINT: Schema.optional(Schema.NullOr(Schema.String)),
  DOCUMENT_INTELLIGENCE_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  DOCUMENT_INTELLIGENCE_MODEL: Schema.optional(Schema.NullOr(Schema.String)),
  MISTRAL_OCR_API_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  MISTRAL_OCR_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  MISTRAL_OCR_USE_BASE64: Schema.optional(Schema.NullOr(Schema.Boolean)),
  PADDLEOCR_VL_BASE_URL: Schema.optional(Schema.NullOr(Schema.String)),
  PADDLEOCR_VL_TOKEN: Schema.optional(Schema.NullOr(Schema.String)),
  MINERU_API_MODE: Schema.optional(Schema.NullOr(openLiterals(["local", "cloud"]))),
  MINERU_API_URL: Schema.optional(Schema.NullOr(Schema.String)),
  MINERU_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Seconds, as a number or its digits. */
  MINERU_API_TIMEOUT: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  /** Given on to MinerU as they are. */
  MINERU_PARAMS: Schema.optional(Schema.NullOr(JsonObject)),
  /** Without the dot, for instance `pdf`. */
  MINERU_FILE_EXTENSIONS: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  /** Empty compares embeddings in place of a model. */
  RAG_RERANKING_MODEL: Schema.optional(Schema.NullOr(Schema.String)),
  /** Empty is a model on the server itself. */
  RAG_RERANKING_ENGINE: Schema.optional(Schema.NullOr(openLiterals(["", "external"]))),
  RAG_RERANKING_BATCH_SIZE: Schema.optional(Schema.NullOr(Schema.Int)),
  RAG_EXTERNAL_RERANKER_URL: Schema.optional(Schema.NullOr(Schema.String)),
  RAG_EXTERNAL_RERANKER_API_KEY: Schema.optional(Schema.NullOr(Schema.String)),
  /** Seconds, as text; empty is no limit. */
  RAG_EXTERNAL_RERANKER_TIMEOUT: Schema.optional(Schema.NullOr(Schema.String)),
  /** What chunks are counted in; empty is characters. */
  TEXT_SPLITTER: Schema.optional(Schema.NullOr(openLiterals(["", "character", "token", "token_transformers"]))),
  /** For `token_transformers`; empty is the embedding model's. */
  RAG_TOKENIZER_MODEL: Schema.optional(Schema.NullOr(Schema.String)),
  /** Texts are split at Markdown headings first. */
  ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** In characters or tokens, as `TEXT_SPLITTER` says. */
  CHUNK_SIZE: Schema.optional(Schema.NullOr(Schema.Int)),
  /** Smaller chunks are joined; 0 joins none. Needs the splitting at headings. */
  CHUNK_MIN_SIZE_TARGET: Schema.optional(Schema.NullOr(Schema.Int)),
  /** In characters or tokens, as `TEXT_SPLITTER` says. */
  CHUNK_OVERLAP: Schema.optional(Schema.NullOr(Schema.Int)),
  /** MB; an empty text takes the limit away. */
  FILE_MAX_SIZE: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  /** Files in one chat; an empty text takes the limit away. */
  FILE_MAX_COUNT: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  /** Pixels; an empty text takes the limit away. */
  FILE_IMAGE_COMPRESSION_WIDTH: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  /** Pixels; an empty text takes the limit away. */
  FILE_IMAGE_COMPRESSION_HEIGHT: Schema.optional(Schema.NullOr(Schema.Union([Schema.Int, Schema.String]))),
  /** Without the dot; empty allows all. */
  ALLOWED_FILE_EXTENSIONS: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  ENABLE_GOOGLE_DRIVE_INTEGRATION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  ENABLE_ONEDRIVE_INTEGRATION: Schema.optional(Schema.NullOr(Schema.Boolean)),
  web: Schema.optional(Schema.NullOr(WebConfig))
}) {}

/** The settings of web search as they are answered after a change. Keys and passwords are in the clear. */
export class UpdateRagConfigWeb extends /*#__PURE__*/ Model<UpdateRagConfigWeb>()({
  ENABLE_WEB_SEARCH: Schema.NullOr(Schema.Boolean),
  ENABLE_WEB_SEARCH_CONFIRMATION: Schema.NullOr(Schema.Boolean),
  WEB_SEARCH_CONFIRMATION_CONTENT: Schema.NullOr(Schema.String),
  /** Empty finds nothing. */
  WEB_SEARCH_ENGINE: Schema.NullOr(WebSearchEngine),
  /** Whether pages are fetched through the proxy of the server's environment. */
  WEB_SEARCH_TRUST_ENV: Schema.NullOr(Schema.Boolean),
  /** Results of one query. */
  WEB_SEARCH_RESULT_COUNT: Schema.NullOr(Schema.Int),
  /** Queries at once; 0 and null are no limit. */
  WEB_SEARCH_CONCURRENT_REQUESTS: Schema.NullOr(Schema.Int),
  /** Domains to keep, or with `!` in front to leave out. */
  WEB_SEARCH_DOMAIN_FILTER_LIST: Schema.NullOr(Schema.Array(Schema.String)),
  /** Characters that a tool reads of a page; null is no limit. */
  WEB_FETCH_MAX_CONTENT_LENGTH: Schema.NullOr(Schema.Int),
  /** Pages fetched in one second. */
  WEB_LOADER_CONCURRENT_REQUESTS: Schema.NullOr(Schema.Int),
  /** Found pages are answered whole and not embedded. */
  BYPASS_WEB_SEARCH_EMBEDDING_AND_RETRIEVAL: Schema.NullOr(Schema.Boolean),
  /** The engine's own snippets are used and no page is fetched. */
  BYPASS_WEB_SEARCH_WEB_LOADER: Schema.NullOr(Schema.Boolean),
  OLLAMA_CLOUD_WEB_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  SEARXNG_QUERY_URL: Schema.NullOr(Schema.String),
  SEARXNG_LANGUAGE: Schema.NullOr(Schema.String),
  OPENSERP_BASE_URL: Schema.NullOr(Schema.String),
  YACY_QUERY_URL: Schema.NullOr(Schema.String),
  YACY_USERNAME: Schema.NullOr(Schema.String),
  YACY_PASSWORD: Schema.NullOr(Schema.String),
  GOOGLE_PSE_API_KEY: Schema.NullOr(Schema.String),
  GOOGLE_PSE_ENGINE_ID: Schema.NullOr(Schema.String),
  BRAVE_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  /** For the engine `brave_llm_context`. Null leaves it. */
  BRAVE_SEARCH_CONTEXT_TOKENS: Schema.NullOr(Schema.Int),
  KAGI_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  MOJEEK_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  BOCHA_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  SERPSTACK_API_KEY: Schema.NullOr(Schema.String),
  SERPSTACK_HTTPS: Schema.NullOr(Schema.Boolean),
  SERPER_API_KEY: Schema.NullOr(Schema.String),
  SERPHOUSE_API_KEY: Schema.NullOr(Schema.String),
  SERPHOUSE_DOMAIN: Schema.NullOr(Schema.String),
  SERPLY_API_KEY: Schema.NullOr(Schema.String),
  TAVILY_API_KEY: Schema.NullOr(Schema.String),
  STAAN_API_KEY: Schema.NullOr(Schema.String),
  STAAN_MARKET: Schema.NullOr(Schema.String),
  STAAN_MAX_SNIPPETS: Schema.NullOr(Schema.Int),
  SEARCHAPI_API_KEY: Schema.NullOr(Schema.String),
  SEARCHAPI_ENGINE: Schema.NullOr(Schema.String),
  SERPAPI_API_KEY: Schema.NullOr(Schema.String),
  SERPAPI_ENGINE: Schema.NullOr(Schema.String),
  JINA_API_KEY: Schema.NullOr(Schema.String),
  JINA_API_BASE_URL: Schema.NullOr(Schema.String),
  BING_SEARCH_V7_ENDPOINT: Schema.NullOr(Schema.String),
  BING_SEARCH_V7_SUBSCRIPTION_KEY: Schema.NullOr(Schema.String),
  EXA_API_KEY: Schema.NullOr(Schema.String),
  /** Characters, above 0; null is no limit. */
  EXA_MAX_CONTENT_LENGTH: Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0))),
  PERPLEXITY_API_KEY: Schema.NullOr(Schema.String),
  PERPLEXITY_MODEL: Schema.NullOr(Schema.String),
  PERPLEXITY_SEARCH_CONTEXT_USAGE: Schema.NullOr(openLiterals(["low", "medium", "high"])),
  PERPLEXITY_SEARCH_API_URL: Schema.NullOr(Schema.String),
  MICROSOFT_WEB_IQ_API_BASE_URL: Schema.NullOr(Schema.String),
  MICROSOFT_WEB_IQ_API_KEY: Schema.NullOr(Schema.String),
  MICROSOFT_WEB_IQ_LANGUAGE: Schema.NullOr(Schema.String),
  SOUGOU_API_SID: Schema.NullOr(Schema.String),
  SOUGOU_API_SK: Schema.NullOr(Schema.String),
  /** What fetches pages; empty is the server itself. */
  WEB_LOADER_ENGINE: Schema.NullOr(WebLoaderEngine),
  /** Seconds, as text; empty is no limit. */
  WEB_LOADER_TIMEOUT: Schema.NullOr(Schema.String),
  ENABLE_WEB_LOADER_SSL_VERIFICATION: Schema.NullOr(Schema.Boolean),
  PLAYWRIGHT_WS_URL: Schema.NullOr(Schema.String),
  /** Milliseconds. */
  PLAYWRIGHT_TIMEOUT: Schema.NullOr(Schema.Int),
  FIRECRAWL_API_KEY: Schema.NullOr(Schema.String),
  FIRECRAWL_API_BASE_URL: Schema.NullOr(Schema.String),
  /** As text; empty is Firecrawl's own. */
  FIRECRAWL_TIMEOUT: Schema.NullOr(Schema.String),
  TAVILY_EXTRACT_DEPTH: Schema.NullOr(openLiterals(["basic", "advanced"])),
  TAVILY_SEARCH_DEPTH: Schema.NullOr(openLiterals(["basic", "advanced"])),
  EXTERNAL_WEB_SEARCH_URL: Schema.NullOr(Schema.String),
  EXTERNAL_WEB_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  EXTERNAL_WEB_LOADER_URL: Schema.NullOr(Schema.String),
  EXTERNAL_WEB_LOADER_API_KEY: Schema.NullOr(Schema.String),
  /** The languages of a transcript, the best first. */
  YOUTUBE_LOADER_LANGUAGE: Schema.NullOr(Schema.Array(Schema.String)),
  YOUTUBE_LOADER_PROXY_URL: Schema.NullOr(Schema.String),
  /** Not stored: forgotten when the server restarts. */
  YOUTUBE_LOADER_TRANSLATION: Schema.NullOr(Schema.String),
  YANDEX_WEB_SEARCH_URL: Schema.NullOr(Schema.String),
  YANDEX_WEB_SEARCH_API_KEY: Schema.NullOr(Schema.String),
  /** A JSON object, as text. */
  YANDEX_WEB_SEARCH_CONFIG: Schema.NullOr(Schema.String),
  YOUCOM_API_KEY: Schema.NullOr(Schema.String),
  LINKUP_API_KEY: Schema.NullOr(Schema.String),
  /** Given on to Linkup as they are. */
  LINKUP_SEARCH_PARAMS: Schema.NullOr(JsonObject)
}) {}

/** The settings of web search. Keys and passwords are in the clear. */
export class GetRagConfigWeb extends /*#__PURE__*/ Model<GetRagConfigWeb>()({
  ...UpdateRagConfigWeb.fields,
  DDGS_BACKEND: Schema.NullOr(Schema.String)
}) {}

/** The settings of retrieval as they are answered after a change: five fewer than where they are read. */
export class UpdateRagConfigResponse extends /*#__PURE__*/ Model<UpdateRagConfigResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** What a model is told around the found text; `{{CONTEXT}}` and `{{QUERY}}` are filled in. Empty is the server's own. */
  RAG_TEMPLATE: Schema.String,
  /** How many chunks a search finds. */
  TOP_K: Schema.Int,
  /** Whole files go to the model and nothing is embedded. */
  BYPASS_EMBEDDING_AND_RETRIEVAL: Schema.Boolean,
  /** Whole files go to the model, though they are embedded. */
  RAG_FULL_CONTEXT: Schema.Boolean,
  /** By words (BM25) and by meaning. Switched off again by the server where the reranker cannot be loaded. */
  ENABLE_RAG_HYBRID_SEARCH: Schema.Boolean,
  /** How many chunks the reranker leaves. */
  TOP_K_RERANKER: Schema.Int,
  /** 0 to 1: what scores lower is left out. */
  RELEVANCE_THRESHOLD: Schema.Number,
  /** 0 (meaning only) to 1 (words only). */
  HYBRID_BM25_WEIGHT: Schema.Number,
  /** What reads documents; empty is the server itself. */
  CONTENT_EXTRACTION_ENGINE: ContentExtractionEngine,
  /** Media types such as `audio/*` that are read as documents; null is none. */
  CONTENT_EXTRACTION_SUPPORTED_MEDIA_MIME_TYPES: Schema.NullOr(Schema.Array(Schema.String)),
  PDF_EXTRACT_IMAGES: Schema.Boolean,
  /** One document for each page, or one for all. */
  PDF_LOADER_MODE: openLiterals(["page", "single"]),
  DATALAB_MARKER_API_KEY: Schema.String,
  DATALAB_MARKER_API_BASE_URL: Schema.String,
  /** A JSON object, as text. */
  DATALAB_MARKER_ADDITIONAL_CONFIG: Schema.String,
  DATALAB_MARKER_SKIP_CACHE: Schema.Boolean,
  DATALAB_MARKER_FORCE_OCR: Schema.Boolean,
  DATALAB_MARKER_PAGINATE: Schema.Boolean,
  DATALAB_MARKER_STRIP_EXISTING_OCR: Schema.Boolean,
  DATALAB_MARKER_DISABLE_IMAGE_EXTRACTION: Schema.Boolean,
  DATALAB_MARKER_USE_LLM: Schema.Boolean,
  DATALAB_MARKER_OUTPUT_FORMAT: openLiterals(["markdown", "json", "html"]),
  EXTERNAL_DOCUMENT_LOADER_URL: Schema.String,
  EXTERNAL_DOCUMENT_LOADER_API_KEY: Schema.String,
  /** Sent along to the document loader. */
  EXTERNAL_DOCUMENT_LOADER_HEADERS: Schema.Record(Schema.String, Schema.String),
  TIKA_SERVER_URL: Schema.String,
  /** The major version, for instance `3`. */
  TIKA_SERVER_VERSION: Schema.String,
  DOCLING_SERVER_URL: Schema.String,
  DOCLING_API_KEY: Schema.String,
  /** Given on to Docling as they are. */
  DOCLING_PARAMS: JsonObject,
  DOCUMENT_INTELLIGENCE_ENDPOINT: Schema.String,
  DOCUMENT_INTELLIGENCE_KEY: Schema.String,
  DOCUMENT_INTELLIGENCE_MODEL: Schema.String,
  MISTRAL_OCR_API_BASE_URL: Schema.String,
  MISTRAL_OCR_API_KEY: Schema.String,
  MISTRAL_OCR_USE_BASE64: Schema.Boolean,
  PADDLEOCR_VL_BASE_URL: Schema.String,
  PADDLEOCR_VL_TOKEN: Schema.String,
  MINERU_API_MODE: openLiterals(["local", "cloud"]),
  MINERU_API_URL: Schema.String,
  MINERU_API_KEY: Schema.String,
  /** Seconds; a text until it is set for the first time. */
  MINERU_API_TIMEOUT: Schema.Union([Schema.Int, Schema.String]),
  /** Given on to MinerU as they are. */
  MINERU_PARAMS: JsonObject,
  /** Empty compares embeddings in place of a model. */
  RAG_RERANKING_MODEL: Schema.String,
  /** Empty is a model on the server itself. */
  RAG_RERANKING_ENGINE: openLiterals(["", "external"]),
  RAG_EXTERNAL_RERANKER_URL: Schema.String,
  RAG_EXTERNAL_RERANKER_API_KEY: Schema.String,
  /** Seconds, as text; empty is no limit. */
  RAG_EXTERNAL_RERANKER_TIMEOUT: Schema.String,
  /** What chunks are counted in; empty is characters. */
  TEXT_SPLITTER: openLiterals(["", "character", "token", "token_transformers"]),
  /** For `token_transformers`; empty is the embedding model's. */
  RAG_TOKENIZER_MODEL: Schema.String,
  /** Texts are split at Markdown headings first. */
  ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: Schema.Boolean,
  /** In characters or tokens, as `TEXT_SPLITTER` says. */
  CHUNK_SIZE: Schema.Int,
  /** Smaller chunks are joined; 0 joins none. Needs the splitting at headings. */
  CHUNK_MIN_SIZE_TARGET: Schema.Int,
  /** In characters or tokens, as `TEXT_SPLITTER` says. */
  CHUNK_OVERLAP: Schema.Int,
  /** MB; null is no limit. */
  FILE_MAX_SIZE: Schema.NullOr(Schema.Union([Schema.Int, Schema.String])),
  /** Files in one chat; null is no limit. */
  FILE_MAX_COUNT: Schema.NullOr(Schema.Union([Schema.Int, Schema.String])),
  /** Pixels; null is no limit. */
  FILE_IMAGE_COMPRESSION_WIDTH: Schema.NullOr(Schema.Union([Schema.Int, Schema.String])),
  /** Pixels; null is no limit. */
  FILE_IMAGE_COMPRESSION_HEIGHT: Schema.NullOr(Schema.Union([Schema.Int, Schema.String])),
  /** Without the dot; empty allows all. */
  ALLOWED_FILE_EXTENSIONS: Schema.Array(Schema.String),
  ENABLE_GOOGLE_DRIVE_INTEGRATION: Schema.Boolean,
  ENABLE_ONEDRIVE_INTEGRATION: Schema.Boolean,
  web: UpdateRagConfigWeb
}) {}

/** The settings of retrieval. Keys are in the clear. */
export class GetRagConfigResponse extends /*#__PURE__*/ Model<GetRagConfigResponse>()({
  ...UpdateRagConfigResponse.fields,
  /** Names, titles and headings are searched by words too. */
  ENABLE_RAG_HYBRID_SEARCH_ENRICHED_TEXTS: Schema.Boolean,
  DATALAB_MARKER_FORMAT_LINES: Schema.Boolean,
  /** Without the dot, for instance `pdf`. */
  MINERU_FILE_EXTENSIONS: Schema.Array(Schema.String),
  RAG_RERANKING_BATCH_SIZE: Schema.Int,
  web: GetRagConfigWeb
}) {}

/** A file to embed. */
export class ProcessFileForm extends /*#__PURE__*/ Model<ProcessFileForm>()({
  file_id: Schema.String,
  /** Replaces the text of the file; an empty text counts as none. */
  content: Schema.optional(Schema.NullOr(Schema.String)),
  /** Where its text goes, for instance the id of a knowledge base. Default: `file-` and the file's id. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A file was embedded. */
export class ProcessFileResponse extends /*#__PURE__*/ Model<ProcessFileResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** Null where embedding is switched off. */
  collection_name: Schema.NullOr(Schema.String),
  filename: Schema.String,
  /** The text of the file. */
  content: Schema.String
}) {}

/** A text to embed. */
export class ProcessTextForm extends /*#__PURE__*/ Model<ProcessTextForm>()({
  /** Kept with its chunks. */
  name: Schema.String,
  /** Not empty. */
  content: Schema.String,
  /** Where it goes. Default: the SHA-256 of the text, which a user cannot search afterwards. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** A text was embedded, or its collection was there already. */
export class ProcessTextResponse extends /*#__PURE__*/ Model<ProcessTextResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  collection_name: Schema.String,
  /** The text as it was sent. */
  content: Schema.String
}) {}

/** The text of a web page in a form that a chat takes for a file. */
export class WebPageFile extends /*#__PURE__*/ Model<WebPageFile>()({
  data: /*#__PURE__*/ Schema.Struct({ content: Schema.String }),
  /** Both are the URL. */
  meta: /*#__PURE__*/ Schema.Struct({ name: Schema.String, source: Schema.String })
}) {}

/** What a web page or a video says. Only `status` and `content` are there where it was not embedded on request. */
export class ProcessWebResponse extends /*#__PURE__*/ Model<ProcessWebResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** Null where embedding of web pages is switched off. */
  collection_name: Schema.optional(Schema.NullOr(Schema.String)),
  /** The URL. */
  filename: Schema.optional(Schema.String),
  content: Schema.String,
  file: Schema.optional(WebPageFile)
}) {}

/** One result of a web search. */
export class SearchResult extends /*#__PURE__*/ Model<SearchResult>()({
  link: Schema.String,
  title: Schema.NullOr(Schema.String),
  snippet: Schema.NullOr(Schema.String)
}) {}

/** What is known of a fetched page; a loader may add more. */
export class WebSearchDocumentMetadata extends /*#__PURE__*/ Model<WebSearchDocumentMetadata>()({
  /** The URL. */
  source: Schema.optional(Schema.NullOr(Schema.String)),
  title: Schema.optional(Schema.NullOr(Schema.String)),
  description: Schema.optional(Schema.NullOr(Schema.String)),
  language: Schema.optional(Schema.NullOr(Schema.String)),
  /** The engine's own words, where no page was fetched. */
  snippet: Schema.optional(Schema.NullOr(Schema.String)),
  link: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** The text of one page that a web search found. */
export class WebSearchDocument extends /*#__PURE__*/ Model<WebSearchDocument>()({
  content: Schema.String,
  metadata: WebSearchDocumentMetadata
}) {}

/** What a web search found and the server could read. */
export class ProcessWebSearchResponse extends /*#__PURE__*/ Model<ProcessWebSearchResponse>()({
  /** Always true. */
  status: Schema.Boolean,
  /** The one collection that the pages were embedded into; absent where embedding of web pages is switched off. */
  collection_names: Schema.optional(Schema.Array(Schema.String)),
  /** Null where embedding of web pages is switched off; else absent. */
  collection_name: Schema.optional(Schema.Null),
  /** The results whose pages could be read. */
  items: Schema.Array(SearchResult),
  /** The URLs of the pages that were read. */
  filenames: Schema.Array(Schema.String),
  /** The pages themselves, where embedding of web pages is switched off. */
  docs: Schema.optional(Schema.Array(WebSearchDocument)),
  loaded_count: Schema.Int
}) {}

/** What to find in a collection. */
export class QueryDocForm extends /*#__PURE__*/ Model<QueryDocForm>()({
  /** Letters, digits, `-` and `_`: the id of a knowledge base, `file-` and a file's id, or a name that was answered. */
  collection_name: Schema.String,
  query: Schema.String,
  /** How many chunks. Default: the setting `TOP_K`, also for 0. The fields below matter in hybrid search only. */
  k: Schema.optional(Schema.NullOr(Schema.Int)),
  /** How many chunks the reranker leaves. Default: the setting `TOP_K_RERANKER`. */
  k_reranker: Schema.optional(Schema.NullOr(Schema.Int)),
  /** 0 to 1: what scores lower is left out. Default: the setting `RELEVANCE_THRESHOLD`. */
  r: Schema.optional(Schema.NullOr(Schema.Number)),
  /** False searches by meaning only. Cannot switch hybrid search on where the setting has it off. */
  hybrid: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** 0 (meaning only) to 1 (words only). Default: the setting `HYBRID_BM25_WEIGHT`. */
  hybrid_bm25_weight: Schema.optional(Schema.NullOr(Schema.Number))
}) {}

/** What to find in several collections. */
export class QueryCollectionsForm extends /*#__PURE__*/ Model<QueryCollectionsForm>()({
  /** Each as for one collection. */
  collection_names: Schema.Array(Schema.String),
  query: Schema.String,
  /** How many chunks, of all collections together. Default: the setting `TOP_K`, also for 0. */
  k: Schema.optional(Schema.NullOr(Schema.Int)),
  /** How many chunks the reranker leaves. Default: the setting `TOP_K_RERANKER`. */
  k_reranker: Schema.optional(Schema.NullOr(Schema.Int)),
  /** 0 to 1: what scores lower is left out. Default: the setting `RELEVANCE_THRESHOLD`. */
  r: Schema.optional(Schema.NullOr(Schema.Number)),
  /** False searches as the settings say, too. Cannot switch hybrid search on where the setting has it off. */
  hybrid: Schema.optional(Schema.NullOr(Schema.Boolean)),
  /** 0 (meaning only) to 1 (words only). Default: the setting `HYBRID_BM25_WEIGHT`. */
  hybrid_bm25_weight: Schema.optional(Schema.NullOr(Schema.Number)),
  /** Whether names, titles and headings are searched by words too. Default: the setting. */
  enable_enriched_texts: Schema.optional(Schema.NullOr(Schema.Boolean))
}) {}

/**
 * What is kept of a chunk beside its vector. Which keys there are depends on where the text came from; what read the
 * document may have added others.
 */
export class ChunkMetadata extends /*#__PURE__*/ Model<ChunkMetadata>()({
  name: Schema.optional(Schema.String),
  /** The file's name, or a URL. */
  source: Schema.optional(Schema.String),
  file_id: Schema.optional(Schema.String),
  /** The account that the text is of. */
  created_by: Schema.optional(Schema.String),
  /** SHA-256 of the whole text, in hexadecimal digits. */
  hash: Schema.optional(Schema.String),
  /** SHA-256 of the file's bytes, in hexadecimal digits. */
  file_hash: Schema.optional(Schema.String),
  content_type: Schema.optional(Schema.String),
  /** Bytes of the file. */
  size: Schema.optional(Schema.Int),
  collection_name: Schema.optional(Schema.String),
  /** Where in its part of the text the chunk begins; -1 where that is not known. */
  start_index: Schema.optional(Schema.Int),
  /** Engine and model of the embedding. Most vector stores keep it as a text, which is not JSON. */
  embedding_config: Schema.optional(Schema.Union([Schema.String, JsonObject])),
  title: Schema.optional(Schema.String),
  /** Of a web page. */
  language: Schema.optional(Schema.String),
  /** Added by hybrid search: SHA-256 of the chunk's text. */
  _chunk_hash: Schema.optional(Schema.String),
  /** Added by hybrid search: what the reranker gave. */
  score: Schema.optional(Schema.Number)
}) {}

/**
 * Chunks that were found: lists of one list each, all of the same order, the nearest first. The inner list is missing
 * where a hybrid search had nothing to search in.
 */
export class QueryDocResponse extends /*#__PURE__*/ Model<QueryDocResponse>()({
  /** Ids of the chunks; absent in hybrid search. */
  ids: Schema.optional(Schema.NullOr(Schema.Array(Schema.Array(Schema.String)))),
  /** The texts. */
  documents: Schema.NullOr(Schema.Array(Schema.Array(Schema.String))),
  metadatas: Schema.NullOr(Schema.Array(Schema.Array(ChunkMetadata))),
  /** From 0 to 1; the higher is the nearer. */
  distances: Schema.NullOr(Schema.Array(Schema.Array(Schema.Number)))
}) {}

/** Chunks that were found: lists of one list each, all of the same order, the nearest first. */
export class QueryCollectionResponse extends /*#__PURE__*/ Model<QueryCollectionResponse>()({
  /** From 0 to 1; the higher is the nearer. */
  distances: Schema.Array(Schema.Array(Schema.Number)),
  /** The texts. */
  documents: Schema.Array(Schema.Array(Schema.String)),
  metadatas: Schema.Array(Schema.Array(ChunkMetadata))
}) {}

/** Which chunks to remove from a collection: those of a file's content. */
export class DeleteForm extends /*#__PURE__*/ Model<DeleteForm>()({
  collection_name: Schema.String,
  file_id: Schema.String
}) {}

/** Whether chunks were removed. */
export class DeleteEntriesFromCollectionResponse extends /*#__PURE__*/ Model<DeleteEntriesFromCollectionResponse>()({
  /** False where there is no such collection, or where removing failed. */
  status: Schema.Boolean
}) {}

/** Files to embed together. */
export class BatchProcessFilesForm extends /*#__PURE__*/ Model<BatchProcessFilesForm>()({
  /** What is embedded is their `data.content`, as it is sent here. */
  files: Schema.Array(FileModel),
  /** Where they go, for instance the id of a knowledge base. */
  collection_name: Schema.String
}) {}

/** What became of one file. */
export class BatchProcessFilesResult extends /*#__PURE__*/ Model<BatchProcessFilesResult>()({
  file_id: Schema.String,
  status: openLiterals(["prepared", "completed", "failed"]),
  /** Why it failed. */
  error: Schema.optional(Schema.NullOr(Schema.String))
}) {}

/** What became of several files. A file whose storing failed is in both lists. */
export class BatchProcessFilesResponse extends /*#__PURE__*/ Model<BatchProcessFilesResponse>()({
  results: Schema.Array(BatchProcessFilesResult),
  errors: Schema.Array(BatchProcessFilesResult)
}) {}

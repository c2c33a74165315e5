package tokens

// aiFormats are keys of model providers and the services around them.
var aiFormats = []Format{
	{
		ID: "anthropic-api-key", Title: "Anthropic API key", Provider: "Anthropic", Source: githubPatterns,
		Shapes: []string{"sk-ant-api03-" + base64u + "{95}"},
	},
	{
		ID: "anthropic-admin-api-key", Title: "Anthropic Admin API key", Provider: "Anthropic", Source: githubPatterns,
		Shapes: []string{"sk-ant-admin01-" + base64u + "{95}"},
	},
	{
		ID: "anthropic-oauth-token", Title: "Anthropic OAuth token", Provider: "Anthropic", Source: githubPatterns,
		Shapes: []string{"sk-ant-oat01-" + base64u + "{95}", "sk-ant-ort01-" + base64u + "{95}", "sk-ant-sid01-" + base64u + "{86,110}"},
	},
	{
		ID: "openai-api-key", Title: "OpenAI API key (legacy)", Provider: "OpenAI", Source: githubPatterns,
		anchors: []string{"T3BlbkFJ"}, before: 23, Shapes: []string{"sk-" + base62 + "{20}T3BlbkFJ" + base62 + "{20}"},
	},
	{
		ID: "openai-project-api-key", Title: "OpenAI project API key", Provider: "OpenAI", Source: githubPatterns,
		Shapes: []string{
			"sk-proj-" + base64u + "{74}T3BlbkFJ" + base64u + "{74}", "sk-proj-" + base64u + "{58}T3BlbkFJ" + base64u + "{58}",
			"sk-proj-" + base62 + "{20}T3BlbkFJ" + base62 + "{20}",
		},
	},
	{
		ID: "openai-service-account-api-key", Title: "OpenAI service account API key", Provider: "OpenAI", Source: githubPatterns,
		Shapes: []string{
			"sk-svcacct-" + base64u + "{74}T3BlbkFJ" + base64u + "{74}", "sk-svcacct-" + base64u + "{58}T3BlbkFJ" + base64u + "{58}",
			"sk-None-" + base62 + "{20}T3BlbkFJ" + base62 + "{20}",
		},
	},
	{
		ID: "openai-admin-api-key", Title: "OpenAI admin API key", Provider: "OpenAI", Source: githubPatterns,
		Shapes: []string{"sk-admin-" + base64u + "{74}T3BlbkFJ" + base64u + "{74}", "sk-admin-" + base64u + "{58}T3BlbkFJ" + base64u + "{58}"},
	},
	{
		ID: "huggingface-access-token", Title: "Hugging Face user access token", Provider: "Hugging Face",
		Source: "https://huggingface.co/docs/hub/security-tokens", Shapes: []string{"hf_" + base62 + "{34}"}, MinEntropy: 3.5,
	},
	{
		ID: "huggingface-organization-token", Title: "Hugging Face organization API token", Provider: "Hugging Face",
		Source: "https://huggingface.co/docs/hub/security-tokens", Shapes: []string{"api_org_" + base62 + "{34}"}, MinEntropy: 3.5,
	},
	{
		ID: "groq-api-key", Title: "Groq API key", Provider: "Groq", Source: githubPatterns, Shapes: []string{"gsk_" + base62 + "{52}"},
	},
	{
		ID: "xai-api-key", Title: "xAI API key", Provider: "xAI", Source: githubPatterns, Shapes: []string{"xai-" + base62 + "{80}"},
	},
	{
		ID: "replicate-api-token", Title: "Replicate API token", Provider: "Replicate",
		Source: "https://replicate.com/docs/topics/security/api-tokens", Shapes: []string{"r8_" + base62 + "{37}"}, MinEntropy: 3.5,
	},
	{
		ID: "perplexity-api-key", Title: "Perplexity API key", Provider: "Perplexity", Source: githubPatterns,
		Shapes: []string{"pplx-" + base62 + "{48}"},
	},
	{
		ID: "cohere-api-key", Title: "Cohere API key", Provider: "Cohere", Source: gitguardian,
		anchors: []string{"cohere", "co_api_key"}, Shapes: []string{base62 + "{40}"}, MinEntropy: 4, assigned: true, rank: rankContext,
	},
	{
		ID: "mistral-api-key", Title: "Mistral AI API key", Provider: "Mistral AI", Source: gitguardian,
		anchors: []string{"mistral"}, Shapes: []string{base62 + "{32}"}, MinEntropy: 4, assigned: true, rank: rankContext,
	},
	{
		ID: "deepseek-api-key", Title: "DeepSeek API key", Provider: "DeepSeek", Source: githubPatterns,
		anchors: []string{"deepseek"}, Shapes: []string{"sk-" + hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "openrouter-api-key", Title: "OpenRouter API key", Provider: "OpenRouter", Source: githubPatterns,
		Shapes: []string{"sk-or-v1-" + hex + "{64}"},
	},
	{
		ID: "fireworks-api-key", Title: "Fireworks AI API key", Provider: "Fireworks AI", Source: githubPatterns,
		anchors: []string{"fireworks"}, Shapes: []string{"fw_" + base62 + "{22,24}"}, MinEntropy: 3.3, assigned: true, rank: rankContext,
	},
	{
		ID: "langsmith-api-key", Title: "LangSmith API key", Provider: "LangChain", Source: githubPatterns,
		Shapes: []string{"lsv2_pt_" + hex + "{32}_" + hex + "{10}", "lsv2_sk_" + hex + "{32}_" + hex + "{10}"},
	},
	{
		ID: "nvidia-api-key", Title: "NVIDIA NGC API key", Provider: "NVIDIA", Source: githubPatterns,
		Shapes: []string{"nvapi-" + base64u + "{64}"},
	},
	{
		ID: "pinecone-api-key", Title: "Pinecone API key", Provider: "Pinecone", Source: githubPatterns,
		Shapes: []string{"pcsk_" + base62 + "{5,6}_" + base62 + "{63}"},
	},
	{
		ID: "weights-and-biases-api-key", Title: "Weights & Biases API key", Provider: "Weights & Biases", Source: gitguardian,
		anchors: []string{"wandb"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "elevenlabs-api-key", Title: "ElevenLabs API key", Provider: "ElevenLabs", Source: githubPatterns,
		anchors: []string{"elevenlabs", "eleven_labs", "xi-api-key", "xi_api_key"}, Shapes: []string{"sk_" + hex + "{48}", hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "assemblyai-api-key", Title: "AssemblyAI API key", Provider: "AssemblyAI", Source: gitguardian,
		anchors: []string{"assemblyai"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "tavily-api-key", Title: "Tavily API key", Provider: "Tavily", Source: githubPatterns,
		Shapes: []string{"tvly-" + base62 + "{32}", "tvly-dev-" + base62 + "{32}", "tvly-prod-" + base62 + "{32}"}, MinEntropy: 3.5,
	},
	{
		ID: "langfuse-secret-key", Title: "Langfuse secret key", Provider: "Langfuse", Source: "https://langfuse.com/faq/all/where-are-langfuse-api-keys",
		Shapes: []string{"sk-lf-" + uuid},
	},
	{
		ID: "cerebras-api-key", Title: "Cerebras API key", Provider: "Cerebras", Source: "https://inference-docs.cerebras.ai/quickstart",
		Shapes: []string{"csk-" + lowerNum + "{48}"},
	},
}

package tokens

// dataFormats are credentials of databases and data platforms.
var dataFormats = []Format{
	{
		ID: "databricks-access-token", Title: "Databricks personal access token", Provider: "Databricks",
		Source: "https://docs.databricks.com/aws/en/dev-tools/auth/pat", Shapes: []string{"dapi" + hex + "{32}", "dapi" + hex + "{32}-[1-9]"},
	},
	{
		ID: "databricks-oauth-secret", Title: "Databricks OAuth secret", Provider: "Databricks",
		Source: "https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m", Shapes: []string{"dose" + hex + "{32}"},
	},
	{
		ID: "planetscale-token", Title: "PlanetScale service token", Provider: "PlanetScale", Source: "https://planetscale.com/docs/concepts/service-tokens",
		Shapes: []string{"pscale_tkn_[0-9A-Za-z_.=-]{32,64}"}, MinEntropy: 3.5,
	},
	{
		ID: "planetscale-password", Title: "PlanetScale database password", Provider: "PlanetScale", Source: "https://planetscale.com/docs/concepts/connection-strings",
		Shapes: []string{"pscale_pw_[0-9A-Za-z_.=-]{32,64}"}, MinEntropy: 3.5,
	},
	{
		ID: "planetscale-oauth-token", Title: "PlanetScale OAuth token", Provider: "PlanetScale", Source: githubPatterns,
		Shapes: []string{"pscale_oauth_[0-9A-Za-z_.=-]{32,64}"}, MinEntropy: 3.5,
	},
	{
		ID: "supabase-access-token", Title: "Supabase personal access token", Provider: "Supabase", Source: "https://supabase.com/docs/guides/platform/personal-access-tokens",
		Shapes: []string{"sbp_" + hex + "{40}", "sbp_v0_" + hex + "{40}", "sbp_oauth_" + hex + "{40}"},
	},
	{
		ID: "supabase-secret-key", Title: "Supabase secret API key", Provider: "Supabase", Source: "https://supabase.com/docs/guides/api/api-keys",
		Shapes: []string{"sb_secret_" + base64u + "{31}"},
	},
	{
		ID: "neon-api-key", Title: "Neon API key", Provider: "Neon", Source: "https://neon.com/docs/manage/api-keys",
		Shapes: []string{"napi_" + lowerNum + "{64}"},
	},
	{
		ID: "neon-database-password", Title: "Neon database password", Provider: "Neon", Source: "https://neon.com/docs/connect/connect-from-any-app",
		Shapes: []string{"npg_" + base62 + "{12}"}, MinEntropy: 2.8, mixed: true,
	},
	{
		ID: "aiven-token", Title: "Aiven service password", Provider: "Aiven", Source: githubPatterns,
		Shapes: []string{"AVNS_" + base64u + "{19}"}, MinEntropy: 3.2,
	},
	{
		ID: "mongodb-atlas-service-account-secret", Title: "MongoDB Atlas service account secret", Provider: "MongoDB",
		Source: "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/", Shapes: []string{"mdb_sa_sk_" + base64u + "{38,44}"},
	},
	{
		ID: "confluent-cloud-api-secret", Title: "Confluent Cloud API secret", Provider: "Confluent", Source: "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
		Shapes: []string{"cflt" + base64 + "{60}"}, MinEntropy: 4.2,
	},
	{
		ID: "confluent-legacy-api-secret", Title: "Confluent API secret", Provider: "Confluent", Source: gitguardian,
		anchors: []string{"confluent"}, Shapes: []string{base64 + "{64}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "clickhouse-cloud-api-secret", Title: "ClickHouse Cloud API secret key", Provider: "ClickHouse", Source: "https://clickhouse.com/docs/cloud/manage/openapi",
		Shapes: []string{"4b1d" + base62 + "{38}"}, MinEntropy: 3.8, mixed: true,
	},
	{
		ID: "elastic-cloud-api-key", Title: "Elastic Cloud API key", Provider: "Elastic", Source: "https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys",
		Shapes: []string{"essu_" + base64 + "{60,100}" + pad},
	},
	{
		ID: "algolia-admin-api-key", Title: "Algolia API key", Provider: "Algolia", Source: "https://www.algolia.com/doc/guides/security/api-keys/",
		anchors: []string{"algolia"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "airtable-personal-access-token", Title: "Airtable personal access token", Provider: "Airtable", Source: "https://airtable.com/developers/web/guides/personal-access-tokens",
		Shapes: []string{"pat" + base62 + "{14}." + hex + "{64}"},
	},
	{
		ID: "airtable-legacy-api-key", Title: "Airtable API key", Provider: "Airtable", Source: "https://support.airtable.com/docs/airtable-api-key-deprecation-notice",
		anchors: []string{"airtable"}, Shapes: []string{"key" + base62 + "{14}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "contentful-personal-access-token", Title: "Contentful personal access token", Provider: "Contentful", Source: "https://www.contentful.com/developers/docs/references/authentication/",
		Shapes: []string{"CFPAT-" + base64u + "{43}"},
	},
	{
		ID: "contentful-delivery-token", Title: "Contentful access token", Provider: "Contentful", Source: "https://www.contentful.com/developers/docs/references/authentication/",
		anchors: []string{"contentful"}, Shapes: []string{base64u + "{43}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "tinybird-auth-token", Title: "Tinybird auth token", Provider: "Tinybird", Source: "https://www.tinybird.co/docs/forward/administration/tokens",
		Shapes: []string{"p.eyJ" + base64u + "{60,400}." + base64u + "{43}"},
	},
	{
		ID: "dbt-cloud-token", Title: "dbt Cloud token", Provider: "dbt Labs", Source: "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication",
		Shapes: []string{"dbtc_" + base64u + "{38,50}", "dbtu_" + base64u + "{38,50}"}, MinEntropy: 3.5,
	},
	{
		ID: "looker-client-secret", Title: "Looker API client secret", Provider: "Google Cloud", Source: gitguardian,
		anchors: []string{"looker"}, Shapes: []string{base62 + "{24}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "fivetran-api-secret", Title: "Fivetran API secret", Provider: "Fivetran", Source: gitguardian,
		anchors: []string{"fivetran"}, Shapes: []string{base62 + "{32}"}, assigned: true, rank: rankContext, mixed: true,
	},
}

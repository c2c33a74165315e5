package tokens

// observeFormats are credentials of monitoring, error tracking and alerting
// services.
var observeFormats = []Format{
	{
		ID: "datadog-api-key", Title: "Datadog API key", Provider: "Datadog", Source: "https://docs.datadoghq.com/account_management/api-app-keys/",
		anchors: []string{"datadog", "dd_api_key", "dd-api-key", "ddapikey"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "datadog-app-key", Title: "Datadog application key", Provider: "Datadog", Source: "https://docs.datadoghq.com/account_management/api-app-keys/",
		anchors: []string{"datadog", "dd_app_key", "dd-application-key", "ddappkey", "dd_application_key"}, Shapes: []string{hex + "{40}", "ddapp_" + base62 + "{34}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "new-relic-user-key", Title: "New Relic user API key", Provider: "New Relic", Source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
		Shapes: []string{"NRAK-" + upperNum + "{27}"},
	},
	{
		ID: "new-relic-admin-key", Title: "New Relic admin or insights key", Provider: "New Relic", Source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
		Shapes: []string{"NRAA-" + hex + "{27}", "NRII-" + base64u + "{32}", "NRIQ-" + base64u + "{32}", "NRRA-" + hex + "{42}"},
	},
	{
		ID: "new-relic-license-key", Title: "New Relic license key", Provider: "New Relic", Source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
		anchors: []string{"NRAL"}, before: 36, Shapes: []string{hexAny + "{36}NRAL"},
	},
	{
		ID: "new-relic-license-key-by-name", Title: "New Relic license key (without suffix)", Provider: "New Relic",
		Source:  "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
		anchors: []string{"new_relic", "newrelic", "new-relic"}, Shapes: []string{hex + "{40}", hex + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "grafana-cloud-token", Title: "Grafana Cloud access policy token", Provider: "Grafana",
		Source: "https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/",
		Shapes: []string{"glc_" + base64 + "{32,400}" + pad}, prove: isGrafanaCloud,
	},
	{
		ID: "grafana-service-account-token", Title: "Grafana service account token", Provider: "Grafana",
		Source: "https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go",
		Shapes: []string{"glsa_" + base62 + "{32}_" + hex + "{8}"}, prove: checkGrafanaCRC,
	},
	{
		ID: "grafana-api-key", Title: "Grafana legacy API key", Provider: "Grafana", Source: "https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/",
		Shapes: []string{"eyJrIjoi" + base64 + "{60,400}" + pad}, prove: isGrafanaKey,
	},
	{
		ID: "sentry-organization-token", Title: "Sentry organization auth token", Provider: "Sentry", Source: "https://docs.sentry.io/account/auth-tokens/",
		Shapes: []string{"sntrys_eyJ" + base64 + "{40,600}" + pad + "_" + base64 + "{43}"},
	},
	{
		ID: "sentry-user-token", Title: "Sentry user auth token", Provider: "Sentry", Source: "https://docs.sentry.io/account/auth-tokens/",
		Shapes: []string{"sntryu_" + hex + "{64}"},
	},
	{
		ID: "sentry-integration-token", Title: "Sentry integration token", Provider: "Sentry", Source: "https://docs.sentry.io/account/auth-tokens/",
		Shapes: []string{"sntryi_" + hex + "{64}", "sntrya_" + hex + "{64}"},
	},
	{
		ID: "sentry-legacy-token", Title: "Sentry auth token (without prefix)", Provider: "Sentry", Source: gitguardian,
		anchors: []string{"sentry"}, Shapes: []string{hex + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "dynatrace-api-token", Title: "Dynatrace access token", Provider: "Dynatrace",
		Source: "https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication",
		Shapes: []string{"dt0c01." + upperNum + "{24}." + upperNum + "{64}", "dt0s01." + upperNum + "{24}." + upperNum + "{64}", "dt0s16." + upperNum + "{24}." + upperNum + "{64}", "dt0c01." + base62 + "{24}." + base62 + "{64}"},
	},
	{
		ID: "honeycomb-api-key", Title: "Honeycomb ingest or management key", Provider: "Honeycomb", Source: "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
		Shapes: []string{"hcaik_" + lowerNum + "{58}", "hcamk_" + lowerNum + "{58}", "hcbik_" + lowerNum + "{58}", "hcxik_" + lowerNum + "{58}", "hcxmk_" + lowerNum + "{58}"},
	},
	{
		ID: "honeycomb-classic-api-key", Title: "Honeycomb API key", Provider: "Honeycomb", Source: gitguardian,
		anchors: []string{"honeycomb"}, Shapes: []string{hex + "{32}", base62 + "{22}"}, MinEntropy: 3.1, assigned: true, rank: rankContext,
	},
	{
		ID: "pagerduty-api-key", Title: "PagerDuty API key", Provider: "PagerDuty", Source: "https://support.pagerduty.com/main/docs/api-access-keys",
		anchors: []string{"pagerduty", "pager_duty"}, Shapes: []string{"[uy][+][0-9A-Za-z_+-]{18}", hex + "{32}"}, MinEntropy: 2.8, assigned: true, rank: rankContext,
	},
	{
		ID: "opsgenie-api-key", Title: "Opsgenie API key", Provider: "Atlassian", Source: "https://support.atlassian.com/opsgenie/docs/api-key-management/",
		anchors: []string{"opsgenie"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "sumo-logic-access-key", Title: "Sumo Logic access key", Provider: "Sumo Logic", Source: "https://help.sumologic.com/docs/manage/security/access-keys/",
		anchors: []string{"sumo"}, Shapes: []string{base62 + "{64}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "splunk-hec-token", Title: "Splunk HTTP Event Collector token", Provider: "Splunk", Source: "https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector",
		anchors: []string{"splunk"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "rollbar-access-token", Title: "Rollbar access token", Provider: "Rollbar", Source: gitguardian,
		anchors: []string{"rollbar"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "logz-io-token", Title: "Logz.io shipping or API token", Provider: "Logz.io", Source: gitguardian,
		anchors: []string{"logzio", "logz_io", "logz.io"}, Shapes: []string{uuid, "[a-zA-Z]{32}"}, MinEntropy: 2.9, assigned: true, rank: rankContext,
	},
	{
		ID: "logtail-source-token", Title: "Better Stack (Logtail) source token", Provider: "Better Stack", Source: gitguardian,
		anchors: []string{"logtail", "betterstack"}, Shapes: []string{base62 + "{24}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "axiom-api-token", Title: "Axiom API token", Provider: "Axiom", Source: "https://axiom.co/docs/reference/tokens",
		Shapes: []string{"xaat-" + uuid, "xapt-" + uuid},
	},
	{
		ID: "incident-io-api-key", Title: "incident.io API key", Provider: "incident.io", Source: githubPatterns,
		Shapes: []string{"inc_live_" + hex + "{64}"},
	},
	{
		ID: "posthog-personal-api-key", Title: "PostHog personal API key", Provider: "PostHog", Source: "https://posthog.com/docs/api",
		Shapes: []string{"phx_" + base62 + "{43,51}"},
	},
}

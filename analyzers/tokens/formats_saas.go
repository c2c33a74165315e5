package tokens

// saasFormats are credentials of other services.
var saasFormats = []Format{
	{
		ID: "1password-service-account-token", Title: "1Password service account token", Provider: "1Password",
		Source: "https://developer.1password.com/docs/service-accounts/", Shapes: []string{"ops_eyJ" + base64u + "{250,4000}" + pad, "ops_eyJ" + base64 + "{250,4000}" + pad}, prove: isOnePassword,
	},
	{
		ID: "1password-secret-key", Title: "1Password secret key", Provider: "1Password", Source: "https://support.1password.com/secret-key-security/",
		Shapes: []string{
			"A3-" + upperNum + "{6}-" + upperNum + "{6}-" + upperNum + "{5}-" + upperNum + "{5}-" + upperNum + "{5}-" + upperNum + "{5}",
			"A3-" + upperNum + "{6}-" + upperNum + "{11}-" + upperNum + "{5}-" + upperNum + "{5}-" + upperNum + "{5}",
		}, MinEntropy: 3.5,
	},
	{
		ID: "notion-integration-token", Title: "Notion integration token", Provider: "Notion", Source: "https://developers.notion.com/docs/authorization",
		Shapes: []string{"ntn_" + digit + "{11}" + base62 + "{35}"},
	},
	{
		ID: "notion-legacy-integration-token", Title: "Notion integration token (legacy)", Provider: "Notion", Source: "https://developers.notion.com/docs/authorization",
		Shapes: []string{"secret_" + base62 + "{43}"}, mixed: true,
	},
	{
		ID: "figma-personal-access-token", Title: "Figma personal access token", Provider: "Figma", Source: "https://developers.figma.com/docs/rest-api/authentication/",
		Shapes: []string{"figd_" + base64u + "{38,43}"}, MinEntropy: 3.5,
	},
	{
		ID: "asana-personal-access-token", Title: "Asana personal access token", Provider: "Asana", Source: "https://developers.asana.com/docs/personal-access-token",
		anchors: []string{"asana"}, Shapes: []string{digit + "/" + digit + "{13,18}:" + hex + "{32}", digit + "/" + digit + "{13,18}/" + digit + "{13,18}:" + hex + "{32}", hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "typeform-personal-access-token", Title: "Typeform personal access token", Provider: "Typeform", Source: "https://www.typeform.com/developers/get-started/personal-access-token/",
		Shapes: []string{"tfp_[0-9A-Za-z_.=-]{44,59}"}, MinEntropy: 3.5,
	},
	{
		ID: "frame-io-token", Title: "Frame.io developer token", Provider: "Adobe", Source: "https://developer.frame.io/docs/getting-started/authentication",
		Shapes: []string{"fio-u-[0-9A-Za-z_=-]{64}"},
	},
	{
		ID: "adobe-client-secret", Title: "Adobe client secret", Provider: "Adobe", Source: "https://developer.adobe.com/developer-console/docs/guides/authentication/",
		Shapes: []string{"p8e-" + base64u + "{32}"}, MinEntropy: 3.5,
	},
	{
		ID: "mapbox-secret-token", Title: "Mapbox secret access token", Provider: "Mapbox", Source: "https://docs.mapbox.com/help/glossary/access-token/",
		Shapes: []string{"sk.eyJ" + base64u + "{50,200}." + base64u + "{22}"},
	},
	{
		ID: "maxmind-license-key", Title: "MaxMind license key", Provider: "MaxMind", Source: "https://dev.maxmind.com/license-key/",
		anchors: []string{"_mmk"}, before: 36, Shapes: []string{base62 + "{6}_" + base62 + "{29}_mmk"},
	},
	{
		ID: "readme-api-key", Title: "ReadMe API key", Provider: "ReadMe", Source: "https://docs.readme.com/main/reference/authentication",
		Shapes: []string{"rdme_" + lowerNum + "{70}"},
	},
	{
		ID: "intra42-client-secret", Title: "Intra 42 client secret", Provider: "42", Source: "https://api.intra.42.fr/apidoc/guides/getting_started",
		Shapes: []string{"s-s4t2ud-" + hexAny + "{64}", "s-s4t2af-" + hexAny + "{64}"},
	},
	{
		ID: "trello-api-token", Title: "Trello API token", Provider: "Atlassian", Source: "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
		Shapes: []string{"ATTA" + hex + "{64}" + hexAny + "{8}"},
	},
	{
		ID: "hubspot-private-app-token", Title: "HubSpot private app access token", Provider: "HubSpot", Source: "https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview",
		Shapes: []string{"pat-na1-" + uuid, "pat-na2-" + uuid, "pat-na3-" + uuid, "pat-eu1-" + uuid, "pat-ap1-" + uuid},
	},
	{
		ID: "hubspot-api-key", Title: "HubSpot API key", Provider: "HubSpot", Source: gitguardian,
		anchors: []string{"hubspot", "hapikey"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "okta-api-token", Title: "Okta API token", Provider: "Okta", Source: "https://developer.okta.com/docs/guides/create-an-api-token/main/",
		anchors: []string{"okta", "ssws"}, Shapes: []string{"00" + base64u + "{40}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "auth0-client-secret", Title: "Auth0 client secret", Provider: "Okta", Source: "https://auth0.com/docs/get-started/applications/application-settings",
		anchors: []string{"auth0"}, Shapes: []string{base64u + "{64}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "workos-api-key", Title: "WorkOS API key", Provider: "WorkOS", Source: githubPatterns,
		anchors: []string{"workos"}, Shapes: []string{"sk_" + base62 + "{50,80}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "intercom-access-token", Title: "Intercom access token", Provider: "Intercom", Source: "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
		anchors: []string{"intercom"}, Shapes: []string{"[0-9A-Za-z_]{59}=", base64u + "{60}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "zendesk-api-token", Title: "Zendesk API token", Provider: "Zendesk", Source: "https://developer.zendesk.com/api-reference/introduction/security-and-auth/",
		anchors: []string{"zendesk"}, Shapes: []string{base62 + "{40}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "dropbox-short-lived-token", Title: "Dropbox access token", Provider: "Dropbox", Source: "https://developers.dropbox.com/oauth-guide",
		Shapes: []string{"sl." + base64u + "{130,1400}", "sl.u." + base64u + "{130,1400}"}, MinEntropy: 4,
	},
	{
		ID: "dropbox-long-lived-token", Title: "Dropbox long-lived access token", Provider: "Dropbox", Source: gitguardian,
		anchors: []string{"AAAAAAAAAA"}, before: 11, Shapes: []string{base64u + "{11}AAAAAAAAAA" + base64u + "{43}"}, MinEntropy: 3.6, prove: isDropboxLong,
	},
	{
		ID: "squarespace-access-token", Title: "Squarespace access token", Provider: "Squarespace", Source: gitguardian,
		anchors: []string{"squarespace"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "rapidapi-key", Title: "RapidAPI key", Provider: "Rapid", Source: gitguardian,
		anchors: []string{"rapidapi"}, Shapes: []string{lowerNum + "{10}msh" + lowerNum + "{15}p1" + lowerNum + "{6}jsn" + lowerNum + "{12}", base64u + "{50}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "authress-service-client-key", Title: "Authress service client access key", Provider: "Authress", Source: "https://authress.io/knowledge-base/docs/authorization/service-clients/secrets-scanning/",
		Shapes: []string{
			"sc_" + lowerNum + "{5,30}." + lowerNum + "{4,6}.acc_" + "[0-9a-z-]{10,32}.[0-9A-Za-z+/_=-]{30,120}", "ext_" + lowerNum + "{5,30}." + lowerNum + "{4,6}.acc_" + "[0-9a-z-]{10,32}.[0-9A-Za-z+/_=-]{30,120}",
			"scauth_" + lowerNum + "{5,30}." + lowerNum + "{4,6}.acc_" + "[0-9a-z-]{10,32}.[0-9A-Za-z+/_=-]{30,120}", "authress_" + lowerNum + "{5,30}." + lowerNum + "{4,6}.acc_" + "[0-9a-z-]{10,32}.[0-9A-Za-z+/_=-]{30,120}",
			"sc_" + lowerNum + "{5,30}." + lowerNum + "{4,6}.acc-" + "[0-9a-z-]{10,32}.[0-9A-Za-z+/_=-]{30,120}",
		}, MinEntropy: 3.5,
	},
	{
		ID: "settlemint-access-token", Title: "SettleMint access token", Provider: "SettleMint", Source: gitguardian,
		Shapes: []string{"sm_aat_" + base62 + "{16}", "sm_pat_" + base62 + "{16}", "sm_sat_" + base62 + "{16}"}, MinEntropy: 3,
	},
	{
		ID: "finnhub-api-token", Title: "Finnhub API token", Provider: "Finnhub", Source: gitguardian,
		anchors: []string{"finnhub"}, Shapes: []string{lowerNum + "{20}", lowerNum + "{40}"}, MinEntropy: 3, assigned: true, rank: rankContext,
	},
	{
		ID: "etsy-api-key", Title: "Etsy API key", Provider: "Etsy", Source: "https://developers.etsy.com/documentation/essentials/authentication/",
		anchors: []string{"etsy"}, Shapes: []string{lowerNum + "{24}"}, MinEntropy: 3.2, assigned: true, rank: rankContext,
	},
	{
		ID: "new-york-times-api-key", Title: "New York Times API key", Provider: "The New York Times", Source: "https://developer.nytimes.com/get-started",
		anchors: []string{"nytimes", "newyorktimes", "new_york_times"}, Shapes: []string{base62 + "{32}", base62 + "{48}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "flickr-api-key", Title: "Flickr API key", Provider: "Flickr", Source: "https://www.flickr.com/services/api/",
		anchors: []string{"flickr"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "recaptcha-secret-key", Title: "reCAPTCHA secret key", Provider: "Google", Source: "https://developers.google.com/recaptcha/docs/verify",
		anchors: []string{"recaptcha"}, Shapes: []string{"6L" + base64u + "{38}"}, assigned: true, rank: rankContext, MinEntropy: 3.5,
	},
	{
		ID: "adafruit-io-key", Title: "Adafruit IO key", Provider: "Adafruit", Source: "https://io.adafruit.com/api/docs/#authentication",
		Shapes: []string{"aio_" + base62 + "{28}"}, MinEntropy: 3.5,
	},
	{
		ID: "adafruit-api-key", Title: "Adafruit API key (legacy)", Provider: "Adafruit", Source: gitguardian,
		anchors: []string{"adafruit"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "segment-public-api-token", Title: "Segment public API token", Provider: "Twilio Segment", Source: "https://docs.segmentapis.com/tag/Getting-Started/",
		Shapes: []string{"sgp_" + base62 + "{64}"}, mixed: true,
	},
	{
		ID: "freshbooks-access-token", Title: "FreshBooks access token", Provider: "FreshBooks", Source: gitguardian,
		anchors: []string{"freshbooks"}, Shapes: []string{hex + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "private-ai-api-key", Title: "Private AI API key", Provider: "Private AI", Source: gitguardian,
		anchors: []string{"privateai", "private_ai", "private-ai"}, Shapes: []string{lowerNum + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "sanity-api-token", Title: "Sanity API token", Provider: "Sanity", Source: "https://www.sanity.io/docs/http-auth",
		anchors: []string{"sanity"}, Shapes: []string{"sk" + base62 + "{80,180}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "bitly-access-token", Title: "Bitly access token", Provider: "Bitly", Source: gitguardian,
		anchors: []string{"bitly"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "shortcut-api-token", Title: "Shortcut API token", Provider: "Shortcut", Source: gitguardian,
		anchors: []string{"shortcut_api_token", "shortcut_token", "clubhouse_api_token"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "onesignal-rest-api-key", Title: "OneSignal API key", Provider: "OneSignal", Source: githubPatterns,
		Shapes: []string{"os_v2_app_" + "[a-z2-7]{103}", "os_v2_org_" + "[a-z2-7]{103}"},
	},
	{
		ID: "persona-api-key", Title: "Persona production API key", Provider: "Persona", Source: githubPatterns,
		Shapes: []string{"persona_production_" + uuid},
	},
	{
		ID: "persona-sandbox-api-key", Title: "Persona sandbox API key", Provider: "Persona", Source: githubPatterns,
		Class: TestMode, Shapes: []string{"persona_sandbox_" + uuid},
	},
	{
		ID: "salesforce-access-token", Title: "Salesforce access token", Provider: "Salesforce", Source: gitguardian,
		anchors: []string{"00D"}, Shapes: []string{"00D" + base62 + "{12}![0-9A-Za-z._]{80,120}", "00D" + base62 + "{15}![0-9A-Za-z._]{80,120}"}, MinEntropy: 4,
	},
	{
		ID: "telnyx-api-key", Title: "Telnyx API key", Provider: "Telnyx", Source: githubPatterns,
		Shapes: []string{"KEY0" + hexAny + "{31}_" + base62 + "{22}"},
	},
	{
		ID: "openweathermap-api-key", Title: "OpenWeatherMap API key", Provider: "OpenWeather", Source: gitguardian,
		anchors: []string{"openweather"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
}

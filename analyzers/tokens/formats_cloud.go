package tokens

// Documents that describe many formats at once.
const (
	githubPatterns    = "https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns"
	azureIdentifiable = "https://github.com/microsoft/security-utilities/blob/main/GeneratedRegexPatterns/PreciselyClassifiedSecurityKeys.json"
	awsKeyPrefixes    = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"
	gitguardian       = "https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors/supported_credentials"
)

// cloudFormats are credentials of cloud platforms, hosting and infrastructure
// services.
var cloudFormats = []Format{
	{
		ID: "aws-access-key-id", Title: "AWS access key ID (long-lived)", Provider: "AWS", Source: awsKeyPrefixes,
		Class: Identifier, Shapes: []string{"AKIA" + base32 + "{16}", "ABIA" + base32 + "{16}", "ACCA" + base32 + "{16}"},
	},
	{
		ID: "aws-secret-access-key", Title: "AWS secret access key", Provider: "AWS",
		Source:  "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
		anchors: []string{"secret_access_key", "secretaccesskey", "secret-access-key", "secret.access.key", "aws_secret", "awssecret", "aws.secret", "aws-secret", "secret access key"},
		Shapes:  []string{base64 + "{40}"}, prove: isAWSSecretKey, assigned: true, rank: rankContext,
	},
	{
		ID: "aws-access-key-pair", Title: "AWS secret access key beside its key ID", Provider: "AWS", Source: awsKeyPrefixes,
		anchors: []string{"AKIA", "ASIA", "ABIA", "ACCA"}, locate: locateAWSPair, rank: rankGeneric,
	},
	{
		ID: "aws-bedrock-api-key", Title: "Amazon Bedrock long-term API key", Provider: "AWS",
		Source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
		Shapes: []string{"ABSK" + base64 + "{109,269}" + pad},
	},
	{
		ID: "aws-bedrock-short-term-api-key", Title: "Amazon Bedrock short-term API key", Provider: "AWS",
		Source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
		Shapes: []string{"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t" + base64 + "{60,4000}" + pad},
	},
	{
		ID: "google-api-key", Title: "Google API key", Provider: "Google Cloud",
		Source: "https://cloud.google.com/docs/authentication/api-keys",
		Shapes: []string{"AIza" + base64u + "{35}"}, MinEntropy: 3.6,
	},
	{
		ID: "google-oauth-client-secret", Title: "Google OAuth client secret", Provider: "Google Cloud", Source: githubPatterns,
		Shapes: []string{"GOCSPX-" + base64u + "{28}"},
	},
	{
		ID: "google-oauth-access-token", Title: "Google OAuth access token", Provider: "Google Cloud",
		Source: "https://developers.google.com/identity/protocols/oauth2",
		Shapes: []string{"ya29." + base64u + "{60,1200}"},
	},
	{
		ID: "google-oauth-refresh-token", Title: "Google OAuth refresh token", Provider: "Google Cloud",
		Source: "https://developers.google.com/identity/protocols/oauth2",
		Shapes: []string{"1//0" + base64u + "{60,200}"},
	},
	{
		ID: "google-cloud-storage-hmac-key", Title: "Google Cloud Storage HMAC access ID of a service account", Provider: "Google Cloud",
		Source: "https://cloud.google.com/storage/docs/authentication/hmackeys", Class: Identifier,
		Shapes: []string{"GOOG1E" + upperNum + "{55}"},
	},
	{
		ID: "google-service-account-key", Title: "Google Cloud service account key", Provider: "Google Cloud",
		Source:  "https://cloud.google.com/iam/docs/keys-create-delete",
		anchors: []string{"private_key_id"}, locate: locateServiceAccount,
	},
	{
		ID: "firebase-cloud-messaging-server-key", Title: "Firebase Cloud Messaging legacy server key", Provider: "Google Cloud",
		Source: "https://firebase.google.com/docs/cloud-messaging/auth-server", anchors: []string{":APA91b"}, before: 11,
		Shapes: []string{"AAAA" + base64u + "{7}:APA91b" + base64u + "{134}"},
	},
	{
		ID: "azure-client-secret", Title: "Microsoft Entra application client secret", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"7q~", "8q~"}, before: 3,
		Shapes: []string{"[0-9A-Za-z_.~-]{3}[78]Q~[0-9A-Za-z_.~-]{31,34}"}, MinEntropy: 3.5,
	},
	{
		ID: "azure-storage-key", Title: "Azure Storage account key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+ASt"}, before: 76, Shapes: []string{base64 + "{76}+ASt" + base64 + "{5}[AQgw]=="},
	},
	{
		ID: "azure-account-key", Title: "Azure connection string with an account key", Provider: "Azure",
		Source:  "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string",
		anchors: []string{"accountkey"}, Shapes: []string{base64 + "{86}=="}, assigned: true, rank: rankContext,
	},
	{
		ID: "azure-shared-access-key", Title: "Azure connection string with a shared access key", Provider: "Azure",
		Source:  "https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas",
		anchors: []string{"sharedaccesskey"}, Shapes: []string{base64 + "{43}="}, assigned: true, rank: rankContext,
	},
	{
		ID: "azure-sas-signature", Title: "Azure shared access signature", Provider: "Azure",
		Source:  "https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas",
		anchors: []string{"sig="}, locate: locateAzureSAS, rank: rankContext,
	},
	{
		ID: "azure-common-annotated-key", Title: "Azure service API key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"JQQJ9"}, before: 52,
		Shapes: []string{base62 + "{52}JQQJ9[9DH]" + base62 + "[A-L]" + base62 + "{16}[A-Za-z]" + base62 + "{7}"},
	},
	{
		ID: "azure-cosmos-db-key", Title: "Azure Cosmos DB key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"ACDb"}, before: 76, Shapes: []string{base64 + "{76}ACDb" + base64 + "{5}[AQgw]=="},
	},
	{
		ID: "azure-batch-key", Title: "Azure Batch key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+ABa"}, before: 76, Shapes: []string{base64 + "{76}+ABa" + base64 + "{5}[AQgw]=="},
	},
	{
		ID: "azure-api-management-key", Title: "Azure API Management key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"APIM"}, before: 76, Shapes: []string{base64 + "{76}APIM" + base64 + "{5}[AQgw]=="},
	},
	{
		ID: "azure-functions-key", Title: "Azure Functions key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"AzFu"}, before: 44, Shapes: []string{base64u + "{44}AzFu" + base64u + "{5}[AQgw]=="},
	},
	{
		ID: "azure-search-key", Title: "Azure AI Search key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"AzSe"}, before: 42, Shapes: []string{base62 + "{42}AzSe[A-D]" + base62 + "{5}"},
	},
	{
		ID: "azure-container-registry-key", Title: "Azure Container Registry key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+ACR"}, before: 42, Shapes: []string{base64 + "{42}+ACR[A-D]" + base64 + "{5}"},
	},
	{
		ID: "azure-service-bus-key", Title: "Azure Service Bus key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+ASb"}, before: 33, Shapes: []string{base64 + "{33}+ASb[A-P]" + base64 + "{5}="},
	},
	{
		ID: "azure-event-hubs-key", Title: "Azure Event Hubs key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+AEh"}, before: 33, Shapes: []string{base64 + "{33}+AEh[A-P]" + base64 + "{5}="},
	},
	{
		ID: "azure-relay-key", Title: "Azure Relay key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"+ARm"}, before: 33, Shapes: []string{base64 + "{33}+ARm[A-P]" + base64 + "{5}="},
	},
	{
		ID: "azure-iot-key", Title: "Azure IoT Hub or device key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"AIoT"}, before: 33, Shapes: []string{base64 + "{33}AIoT[A-P]" + base64 + "{5}="},
	},
	{
		ID: "azure-redis-key", Title: "Azure Cache for Redis key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"AzCa"}, before: 33, Shapes: []string{base64 + "{33}AzCa[A-P]" + base64 + "{5}="},
	},
	{
		ID: "azure-event-grid-key", Title: "Azure Event Grid key", Provider: "Azure", Source: azureIdentifiable,
		anchors: []string{"AZEG"}, before: 33, Shapes: []string{base64 + "{33}AZEG[A-P]" + base64 + "{5}="},
	},
	{
		ID: "alibaba-access-key-id", Title: "Alibaba Cloud access key ID", Provider: "Alibaba Cloud", Source: githubPatterns,
		Class: Identifier, Shapes: []string{"LTAI" + base62 + "{20}"}, MinEntropy: 3,
	},
	{
		ID: "tencent-secret-id", Title: "Tencent Cloud secret ID", Provider: "Tencent Cloud", Source: githubPatterns,
		Class: Identifier, Shapes: []string{"AKID" + base62 + "{32}"}, MinEntropy: 3.5,
	},
	{
		ID: "alibaba-access-key-secret", Title: "Alibaba Cloud access key secret", Provider: "Alibaba Cloud", Source: githubPatterns,
		anchors: []string{"alibaba", "aliyun", "alicloud"}, Shapes: []string{base62 + "{30}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "yandex-iam-api-key", Title: "Yandex Cloud API key", Provider: "Yandex", Source: githubPatterns,
		Shapes: []string{"AQVN" + base64u + "{35,38}"}, MinEntropy: 3.5,
	},
	{
		ID: "yandex-iam-token", Title: "Yandex Cloud IAM token", Provider: "Yandex", Source: githubPatterns,
		Shapes: []string{"t1." + base64u + "{20,1000}" + pad + "." + base64u + "{86}" + pad},
	},
	{
		ID: "yandex-access-secret", Title: "Yandex Cloud static access key", Provider: "Yandex", Source: githubPatterns,
		anchors: []string{"yandex", "secret_key", "secretkey"}, Shapes: []string{"YC" + base64u + "{38}"}, MinEntropy: 3.5, assigned: true, rank: rankContext,
	},
	{
		ID: "digitalocean-personal-access-token", Title: "DigitalOcean personal access token", Provider: "DigitalOcean",
		Source: "https://docs.digitalocean.com/reference/api/create-personal-access-token/", Shapes: []string{"dop_v1_" + hex + "{64}"},
	},
	{
		ID: "digitalocean-oauth-token", Title: "DigitalOcean OAuth token", Provider: "DigitalOcean", Source: githubPatterns,
		Shapes: []string{"doo_v1_" + hex + "{64}"},
	},
	{
		ID: "digitalocean-refresh-token", Title: "DigitalOcean refresh token", Provider: "DigitalOcean", Source: githubPatterns,
		Shapes: []string{"dor_v1_" + hex + "{64}"},
	},
	{
		ID: "digitalocean-model-access-key", Title: "DigitalOcean Gradient model access key", Provider: "DigitalOcean",
		Source: githubPatterns, Shapes: []string{"sk-do-" + base64u + "{64}"},
	},
	{
		ID: "heroku-platform-key", Title: "Heroku platform API key", Provider: "Heroku",
		Source: "https://devcenter.heroku.com/articles/platform-api-quickstart", Shapes: []string{"HRKU-AA" + base64u + "{58}"},
	},
	{
		ID: "heroku-legacy-api-key", Title: "Heroku API key", Provider: "Heroku", Source: "https://devcenter.heroku.com/articles/authentication",
		anchors: []string{"heroku"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "netlify-access-token", Title: "Netlify personal access token", Provider: "Netlify",
		Source: "https://docs.netlify.com/api/get-started/", Shapes: []string{"nfp_" + base62 + "{36}", "nfc_" + base62 + "{36}", "nfo_" + base62 + "{36}", "nfu_" + base62 + "{36}", "nfb_" + base62 + "{36}"},
	},
	{
		ID: "netlify-legacy-access-token", Title: "Netlify access token", Provider: "Netlify", Source: gitguardian,
		anchors: []string{"netlify"}, Shapes: []string{base64u + "{40,46}"}, MinEntropy: 4, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "vercel-access-token", Title: "Vercel access token", Provider: "Vercel", Source: githubPatterns,
		Shapes: []string{"vcp_" + base62 + "{24,60}", "vca_" + base62 + "{24,60}", "vci_" + base62 + "{24,60}", "vcr_" + base62 + "{24,60}", "vck_" + base62 + "{24,60}"}, MinEntropy: 3.5,
	},
	{
		ID: "vercel-blob-token", Title: "Vercel Blob read-write token", Provider: "Vercel", Source: "https://vercel.com/docs/vercel-blob",
		Shapes: []string{"vercel_blob_rw_" + base62 + "{16}_" + base62 + "{30}"},
	},
	{
		ID: "vercel-legacy-access-token", Title: "Vercel access token (without prefix)", Provider: "Vercel", Source: gitguardian,
		anchors: []string{"vercel_token", "vercel_api_token", "vercel_access_token", "vercel_auth_token"}, Shapes: []string{base62 + "{24}"}, MinEntropy: 3.5, assigned: true, rank: rankContext,
	},
	{
		ID: "fly-access-token", Title: "Fly.io access token", Provider: "Fly.io", Source: "https://fly.io/docs/security/tokens/",
		Shapes: []string{"fo1_" + base64u + "{43}", "fm1r_" + base64 + "{100,4000}" + pad, "fm1a_" + base64 + "{100,4000}" + pad, "fm2_" + base64 + "{100,4000}" + pad},
	},
	{
		ID: "cloudflare-api-token", Title: "Cloudflare API token", Provider: "Cloudflare",
		Source: "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
		Shapes: []string{"cfut_" + base62 + "{40}" + hex + "{8}", "cfat_" + base62 + "{40}" + hex + "{8}"},
	},
	{
		ID: "cloudflare-global-api-key", Title: "Cloudflare global API key", Provider: "Cloudflare",
		Source: "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
		Shapes: []string{"cfk_" + base62 + "{40}" + hex + "{8}"},
	},
	{
		ID: "cloudflare-legacy-api-token", Title: "Cloudflare API token (without prefix)", Provider: "Cloudflare", Source: gitguardian,
		anchors: []string{"cloudflare", "cf_api_token", "cf_api_key"}, Shapes: []string{base64u + "{40}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "cloudflare-legacy-global-api-key", Title: "Cloudflare global API key (without prefix)", Provider: "Cloudflare", Source: gitguardian,
		anchors: []string{"cloudflare", "cf_api_key"}, Shapes: []string{hex + "{37}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "cloudflare-origin-ca-key", Title: "Cloudflare Origin CA key", Provider: "Cloudflare",
		Source: "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/", Shapes: []string{"v1.0-" + hex + "{24}-" + hex + "{146}"},
	},
	{
		ID: "fastly-api-token", Title: "Fastly API token", Provider: "Fastly", Source: "https://www.fastly.com/documentation/reference/api/auth-tokens/",
		anchors: []string{"fastly"}, Shapes: []string{base64u + "{32}"}, MinEntropy: 3.6, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "terraform-cloud-api-token", Title: "HCP Terraform API token", Provider: "HashiCorp",
		Source:  "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
		anchors: []string{".atlasv1."}, before: 14, Shapes: []string{base62 + "{14}.atlasv1." + base64u + "{60,70}"},
	},
	{
		ID: "vault-service-token", Title: "HashiCorp Vault service token", Provider: "HashiCorp",
		Source: "https://developer.hashicorp.com/vault/docs/concepts/tokens", Shapes: []string{"hvs." + base64u + "{24,120}"}, MinEntropy: 3.5,
	},
	{
		ID: "vault-batch-token", Title: "HashiCorp Vault batch token", Provider: "HashiCorp",
		Source: "https://developer.hashicorp.com/vault/docs/concepts/tokens", Shapes: []string{"hvb." + base64u + "{100,300}"}, MinEntropy: 3.5,
	},
	{
		ID: "vault-recovery-token", Title: "HashiCorp Vault recovery token", Provider: "HashiCorp",
		Source: "https://developer.hashicorp.com/vault/docs/concepts/tokens", Shapes: []string{"hvr." + base64u + "{24,300}"}, MinEntropy: 3.5,
	},
	{
		ID: "vault-legacy-token", Title: "HashiCorp Vault legacy service token", Provider: "HashiCorp",
		Source:  "https://developer.hashicorp.com/vault/docs/concepts/tokens",
		anchors: []string{"vault"}, Shapes: []string{"s." + base62 + "{24}"}, MinEntropy: 3.5, assigned: true, rank: rankContext,
	},
	{
		ID: "pulumi-access-token", Title: "Pulumi access token", Provider: "Pulumi",
		Source: "https://www.pulumi.com/docs/administration/access-identity/access-tokens/", Shapes: []string{"pul-" + hex + "{40}"},
	},
	{
		ID: "doppler-token", Title: "Doppler token", Provider: "Doppler", Source: "https://docs.doppler.com/reference/auth-token-formats",
		Shapes: []string{
			"dp.pt." + base62 + "{40,44}", "dp.ct." + base62 + "{40,44}", "dp.sa." + base62 + "{40,44}", "dp.said." + base62 + "{40,44}",
			"dp.scim." + base62 + "{40,44}", "dp.audit." + base62 + "{40,44}", "dp.st.[a-z0-9_-]{2,35}." + base62 + "{40,44}", "dp.st." + base62 + "{40,44}",
		},
	},
	{
		ID: "scalingo-api-token", Title: "Scalingo API token", Provider: "Scalingo", Source: "https://developers.scalingo.com/index#authentication",
		Shapes: []string{"tk-us-" + base64u + "{48}"},
	},
	{
		ID: "infracost-api-token", Title: "Infracost API token", Provider: "Infracost", Source: "https://www.infracost.io/docs/",
		Shapes: []string{"ico-" + base62 + "{32}"},
	},
	{
		ID: "tailscale-key", Title: "Tailscale key", Provider: "Tailscale", Source: "https://tailscale.com/kb/1277/key-prefixes",
		Shapes: []string{
			"tskey-auth-" + base62 + "{8,24}-" + base62 + "{20,48}", "tskey-api-" + base62 + "{8,24}-" + base62 + "{20,48}",
			"tskey-client-" + base62 + "{8,24}-" + base62 + "{20,48}", "tskey-scim-" + base62 + "{8,24}-" + base62 + "{20,48}",
			"tskey-webhook-" + base62 + "{8,24}-" + base62 + "{20,48}",
		},
	},
	{
		ID: "ngrok-api-key", Title: "ngrok credential", Provider: "ngrok", Source: "https://ngrok.com/docs/api/",
		anchors: []string{"ngrok"}, Shapes: []string{"[0-9][0-9A-Za-z]{24,30}_" + base62 + "{17,24}"}, MinEntropy: 4, assigned: true, rank: rankContext,
	},
	{
		ID: "octopus-deploy-api-key", Title: "Octopus Deploy API key", Provider: "Octopus Deploy",
		Source: "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key", Shapes: []string{"API-" + upperNum + "{26}", "API-" + upperNum + "{32}"}, prove: isOctopusKey,
	},
	{
		ID: "harness-api-key", Title: "Harness API key", Provider: "Harness",
		Source: "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
		Shapes: []string{"pat." + base64u + "{22}." + base62 + "{24}." + base62 + "{20}", "sat." + base64u + "{22}." + base62 + "{24}." + base62 + "{20}"},
	},
	{
		ID: "openshift-token", Title: "OpenShift OAuth token", Provider: "Red Hat",
		Source: "https://docs.openshift.com/container-platform/latest/authentication/managing-oauth-access-tokens.html",
		Shapes: []string{"sha256~" + base64u + "{43}"},
	},
	{
		ID: "kubernetes-bootstrap-token", Title: "Kubernetes bootstrap token", Provider: "Kubernetes",
		Source:  "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
		anchors: []string{"kubeadm", "bootstrap-token", "bootstrap_token", "bootstraptoken"}, locate: locateBootstrapToken, rank: rankContext,
	},
	{
		ID: "k3s-server-token", Title: "K3s cluster token", Provider: "SUSE", Source: "https://docs.k3s.io/cli/token",
		Shapes: []string{"K10" + hex + "{64}::server:" + base62 + "{16,64}", "K10" + hex + "{64}::node:" + base62 + "{16,64}"},
	},
	{
		ID: "docker-swarm-join-token", Title: "Docker Swarm join token", Provider: "Docker",
		Source: "https://docs.docker.com/engine/swarm/swarm-mode/", Shapes: []string{"SWMTKN-1-" + lowerNum + "{50}-" + lowerNum + "{25}"},
	},
	{
		ID: "defined-networking-api-token", Title: "Defined Networking API token", Provider: "Defined Networking",
		Source: "https://docs.defined.net/guides/rotating-api-keys/", Shapes: []string{"dnkey-" + upperNum + "{26}-" + upperNum + "{52}", "dnkey-" + base64u + "{26}-" + base64u + "{52}"},
	},
	{
		ID: "hetzner-api-token", Title: "Hetzner Cloud API token", Provider: "Hetzner", Source: gitguardian,
		anchors: []string{"hcloud", "hetzner"}, Shapes: []string{base62 + "{64}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "scaleway-secret-key", Title: "Scaleway secret key", Provider: "Scaleway", Source: "https://www.scaleway.com/en/docs/iam/concepts/",
		anchors: []string{"scw_secret_key", "scaleway_secret"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "ibm-cloud-api-key", Title: "IBM Cloud API key", Provider: "IBM", Source: gitguardian,
		anchors: []string{"ibmcloud", "ibm_cloud", "ibm-cloud", "ic_api_key", "bluemix"}, Shapes: []string{base64u + "{44}"}, MinEntropy: 4, assigned: true, rank: rankContext,
	},
	{
		ID: "linode-api-token", Title: "Linode API token", Provider: "Akamai", Source: gitguardian,
		anchors: []string{"linode"}, Shapes: []string{hex + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "render-api-key", Title: "Render API key", Provider: "Render", Source: "https://render.com/docs/api",
		Shapes: []string{"rnd_" + base62 + "{28,32}"}, MinEntropy: 3.5,
	},
	{
		ID: "cisco-meraki-api-key", Title: "Meraki dashboard API key", Provider: "Cisco", Source: gitguardian,
		anchors: []string{"meraki"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
}

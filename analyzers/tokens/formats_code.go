package tokens

const gitlabTokens = "https://docs.gitlab.com/security/tokens/#token-prefixes"

// codeFormats are credentials of source hosting, build and code quality
// services.
var codeFormats = []Format{
	{
		ID: "github-personal-access-token", Title: "GitHub personal access token (classic)", Provider: "GitHub", Source: githubTokenFormats,
		Shapes: []string{"ghp_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "github-oauth-access-token", Title: "GitHub OAuth access token", Provider: "GitHub", Source: githubTokenFormats,
		Shapes: []string{"gho_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "github-app-user-token", Title: "GitHub App user access token", Provider: "GitHub", Source: githubTokenFormats,
		Shapes: []string{"ghu_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "github-app-installation-token", Title: "GitHub App installation access token", Provider: "GitHub", Source: githubTokenFormats,
		Shapes: []string{"ghs_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "github-app-stateless-token", Title: "GitHub App installation access token (stateless)", Provider: "GitHub",
		Source: "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app",
		Shapes: []string{"ghs_" + digit + "{1,20}_eyJ" + base64u + "{16,2000}." + base64u + "{16,4000}." + base64u + "{20,1000}"},
	},
	{
		ID: "github-refresh-token", Title: "GitHub App refresh token", Provider: "GitHub", Source: githubTokenFormats,
		Shapes: []string{"ghr_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "github-long-refresh-token", Title: "GitHub App refresh token (76 characters)", Provider: "GitHub", Source: githubPatterns,
		Shapes: []string{"ghr_" + base62 + "{76}"}, MinEntropy: 4,
	},
	{
		ID: "github-fine-grained-pat", Title: "GitHub fine-grained personal access token", Provider: "GitHub",
		Source: "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
		Shapes: []string{"github_pat_" + base62 + "{22}_" + base62 + "{59}"}, MinEntropy: 4,
	},
	{
		ID: "gitlab-personal-access-token", Title: "GitLab personal, project or group access token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glpat-" + base64u + "{20}", "glpat-" + base64u + "{27,300}." + lowerNum + "{9}", "glpat-" + base64u + "{27,300}." + lowerNum + "{2}." + lowerNum + "{9}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-oauth-secret", Title: "GitLab OAuth application secret", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"gloas-" + base64u + "{64}"},
	},
	{
		ID: "gitlab-deploy-token", Title: "GitLab deploy token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"gldt-" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-runner-token", Title: "GitLab runner authentication token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glrt-" + base64u + "{20}", "glrt-t" + digit + "_" + base64u + "{20}", "glrt-t" + digit + "_" + base64u + "{27,300}." + lowerNum + "{9}", "glrt-t" + digit + "_" + base64u + "{27,300}." + lowerNum + "{2}." + lowerNum + "{9}", "glrtr-" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-runner-registration-token", Title: "GitLab runner registration token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"GR1348941" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-ci-job-token", Title: "GitLab CI/CD job token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glcbt-" + base62 + "{1,5}_" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-pipeline-trigger-token", Title: "GitLab pipeline trigger token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glptt-" + hex + "{40}", "glptt-" + base64u + "{20}"},
	},
	{
		ID: "gitlab-feed-token", Title: "GitLab feed token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glft-" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-incoming-mail-token", Title: "GitLab incoming mail token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glimt-" + base64u + "{25}"},
	},
	{
		ID: "gitlab-agent-token", Title: "GitLab agent for Kubernetes token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glagent-" + base64u + "{50}"},
	},
	{
		ID: "gitlab-scim-token", Title: "GitLab SCIM token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glsoat-" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-feature-flags-token", Title: "GitLab feature flags client token", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"glffct-" + base64u + "{20}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitlab-session-cookie", Title: "GitLab session cookie", Provider: "GitLab", Source: gitlabTokens,
		Shapes: []string{"_gitlab_session=" + lowerNum + "{32}"},
	},
	{
		ID: "bitbucket-app-password", Title: "Bitbucket app password", Provider: "Atlassian", Source: githubPatterns,
		Shapes: []string{"ATBB" + base62 + "{24}" + hexAny + "{8}"}, MinEntropy: 3.5,
	},
	{
		ID: "bitbucket-access-token", Title: "Bitbucket repository, project or workspace access token", Provider: "Atlassian", Source: githubPatterns,
		Shapes: []string{"ATCTT3xFfG" + "[0-9A-Za-z_=-]{160,220}"},
	},
	{
		ID: "bitbucket-client-secret", Title: "Bitbucket OAuth consumer secret", Provider: "Atlassian", Source: gitguardian,
		anchors: []string{"bitbucket"}, Shapes: []string{base62 + "{32}", base64u + "{64}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "atlassian-api-token", Title: "Atlassian API token", Provider: "Atlassian",
		Source: "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
		Shapes: []string{"ATATT3[0-9A-Za-z_=-]{186}"},
	},
	{
		ID: "atlassian-legacy-api-token", Title: "Atlassian API token (24 characters)", Provider: "Atlassian", Source: gitguardian,
		anchors: []string{"atlassian", "confluence", "jira"}, Shapes: []string{base62 + "{20}" + hexAny + "{4}"}, MinEntropy: 3.6, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "circleci-personal-token", Title: "CircleCI personal API token", Provider: "CircleCI", Source: githubPatterns,
		Shapes: []string{"CCIPAT_" + base62 + "{22}_" + hex + "{40}"},
	},
	{
		ID: "circleci-project-token", Title: "CircleCI project token", Provider: "CircleCI", Source: githubPatterns,
		Shapes: []string{"CCIPRJ_" + base62 + "{22}_" + hex + "{40}"},
	},
	{
		ID: "circleci-legacy-token", Title: "CircleCI API token", Provider: "CircleCI", Source: gitguardian,
		anchors: []string{"circleci", "circle_token", "circle-token"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "buildkite-access-token", Title: "Buildkite API access token", Provider: "Buildkite", Source: "https://buildkite.com/docs/apis/managing-api-tokens",
		Shapes: []string{"bkua_" + hex + "{40}"},
	},
	{
		ID: "travis-ci-token", Title: "Travis CI API token", Provider: "Travis CI", Source: gitguardian,
		anchors: []string{"travis_token", "travis_api_token", "travisci_token", "travis_access_token"}, Shapes: []string{base64u + "{22}"}, MinEntropy: 3.6, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "drone-ci-token", Title: "Drone CI access token", Provider: "Harness", Source: gitguardian,
		anchors: []string{"drone_token", "droneci"}, Shapes: []string{base62 + "{32}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "codecov-upload-token", Title: "Codecov upload token", Provider: "Codecov", Source: "https://docs.codecov.com/docs/codecov-tokens",
		anchors: []string{"codecov"}, Shapes: []string{uuid, lowerNum + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "sonarqube-token", Title: "SonarQube token", Provider: "Sonar",
		Source: "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
		Shapes: []string{"sqp_" + hex + "{40}", "squ_" + hex + "{40}", "sqa_" + hex + "{40}", "sqb_" + hex + "{40}"},
	},
	{
		ID: "sonarcloud-legacy-token", Title: "SonarQube or SonarCloud token (without prefix)", Provider: "Sonar", Source: gitguardian,
		anchors: []string{"sonar"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "snyk-api-token", Title: "Snyk API token", Provider: "Snyk", Source: "https://docs.snyk.io/snyk-api/authentication-for-api",
		anchors: []string{"snyk"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "snyk-platform-token", Title: "Snyk personal access token", Provider: "Snyk", Source: "https://docs.snyk.io/snyk-api/authentication-for-api",
		Shapes: []string{"snyk_uat." + hex + "{8}." + base64u + "{20,200}." + base64u + "{20,400}"},
	},
	{
		ID: "semgrep-app-token", Title: "Semgrep App token", Provider: "Semgrep", Source: githubPatterns,
		anchors: []string{"semgrep"}, Shapes: []string{hex + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "sourcegraph-access-token", Title: "Sourcegraph access token", Provider: "Sourcegraph",
		Source: "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
		Shapes: []string{"sgp_" + hexAny + "{16}_" + hexAny + "{40}", "sgp_local_" + hexAny + "{40}", "sgp_" + hexAny + "{40}"},
	},
	{
		ID: "linear-api-key", Title: "Linear API key", Provider: "Linear", Source: "https://linear.app/developers/graphql",
		Shapes: []string{"lin_api_" + base62 + "{40}"},
	},
	{
		ID: "linear-oauth-token", Title: "Linear OAuth access token", Provider: "Linear", Source: "https://linear.app/developers/oauth-2-0-authentication",
		Shapes: []string{"lin_oauth_" + hex + "{64}"},
	},
	{
		ID: "launchdarkly-access-token", Title: "LaunchDarkly API access token", Provider: "LaunchDarkly",
		Source: "https://launchdarkly.com/docs/home/account/api", anchors: []string{"launchdarkly", "ld_api_key", "ld_access_token"}, Shapes: []string{"api-" + uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "launchdarkly-sdk-key", Title: "LaunchDarkly server-side SDK key", Provider: "LaunchDarkly",
		Source: "https://launchdarkly.com/docs/sdk/concepts/client-side-server-side", anchors: []string{"launchdarkly", "sdk_key", "sdkkey", "sdk-key"}, Shapes: []string{"sdk-" + uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "prefect-api-token", Title: "Prefect Cloud API key", Provider: "Prefect", Source: "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
		Shapes: []string{"pnu_" + base62 + "{36}", "pnb_" + base62 + "{36}"}, MinEntropy: 3.5,
	},
	{
		ID: "postman-api-key", Title: "Postman API key", Provider: "Postman", Source: "https://learning.postman.com/docs/developer/postman-api/authentication/",
		Shapes: []string{"PMAK-" + hexAny + "{24}-" + hexAny + "{34}"},
	},
	{
		ID: "postman-collection-key", Title: "Postman collection access key", Provider: "Postman", Source: "https://learning.postman.com/docs/developer/postman-api/authentication/",
		Shapes: []string{"PMAT-" + upperNum + "{26}"}, MinEntropy: 3.2,
	},
	{
		ID: "gitea-access-token", Title: "Gitea or Forgejo access token", Provider: "Gitea", Source: gitguardian,
		anchors: []string{"gitea", "forgejo"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
}

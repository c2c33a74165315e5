package tokens

// registryFormats are credentials of package and image registries.
var registryFormats = []Format{
	{
		ID: "npm-access-token", Title: "npm access token", Provider: "npm", Source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
		Shapes: []string{"npm_" + base62 + "{36}"}, prove: checkBase62CRC,
	},
	{
		ID: "npm-legacy-auth-token", Title: "npm legacy access token", Provider: "npm", Source: "https://docs.npmjs.com/about-access-tokens",
		anchors: []string{"_authToken"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "pypi-api-token", Title: "PyPI API token", Provider: "PyPI", Source: "https://pypi.org/help/#apitoken",
		Shapes: []string{"pypi-AgEIcHlwaS5vcmc" + base64u + "{50,1000}", "pypi-AgENdGVzdC5weXBpLm9yZw" + base64u + "{70,1000}"},
	},
	{
		ID: "rubygems-api-key", Title: "RubyGems API key", Provider: "RubyGems", Source: "https://guides.rubygems.org/api-key-scopes/",
		Shapes: []string{"rubygems_" + hex + "{48}"},
	},
	{
		ID: "nuget-api-key", Title: "NuGet API key", Provider: "NuGet", Source: "https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys",
		Shapes: []string{"oy2[a-z2-7]{43}"}, MinEntropy: 3.5,
	},
	{
		ID: "crates-io-api-token", Title: "crates.io API token", Provider: "crates.io", Source: "https://rust-lang.github.io/rfcs/3231-cargo-asymmetric-tokens.html",
		Shapes: []string{"cio" + base62 + "{32}"}, MinEntropy: 3.8, mixed: true,
	},
	{
		ID: "docker-hub-personal-access-token", Title: "Docker Hub personal access token", Provider: "Docker",
		Source: "https://docs.docker.com/security/access-tokens/", Shapes: []string{"dckr_pat_" + base64u + "{27}"},
	},
	{
		ID: "docker-hub-organization-access-token", Title: "Docker Hub organization access token", Provider: "Docker",
		Source: "https://docs.docker.com/enterprise/security/access-tokens/", Shapes: []string{"dckr_oat_" + base64u + "{32}"},
	},
	{
		ID: "docker-config-auth", Title: "Docker registry credentials in config.json", Provider: "Docker",
		Source:  "https://docs.docker.com/reference/cli/docker/login/",
		anchors: []string{`"auth"`, `\"auth\"`}, locate: locateDockerAuth, rank: rankContext,
	},
	{
		ID: "artifactory-api-key", Title: "JFrog Artifactory API key", Provider: "JFrog", Source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
		Shapes: []string{"AKCp" + base62 + "{69}"}, MinEntropy: 4.2,
	},
	{
		ID: "artifactory-reference-token", Title: "JFrog reference token", Provider: "JFrog",
		Source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/reference-token",
		Shapes: []string{"cmVmdGtuOjAxO" + base62 + "{51}"}, prove: isJFrogReference,
	},
	{
		ID: "jfrog-identity-token", Title: "JFrog identity token or API key", Provider: "JFrog", Source: gitguardian,
		anchors: []string{"jfrog", "artifactory", "bintray", "xray"}, Shapes: []string{base62 + "{73}", base62 + "{64}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "clojars-deploy-token", Title: "Clojars deploy token", Provider: "Clojars", Source: "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
		Shapes: []string{"CLOJARS_" + base62 + "{60}"},
	},
	{
		ID: "cloudsmith-api-key", Title: "Cloudsmith API key", Provider: "Cloudsmith", Source: gitguardian,
		anchors: []string{"cloudsmith"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "sidekiq-gem-server-credentials", Title: "Ruby gem server credentials of Sidekiq", Provider: "Contributed Systems",
		Source:  "https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ",
		anchors: []string{"bundle_enterprise__contribsys__com", "bundle_gems__contribsys__com"}, locate: locateSidekiq, rank: rankContext,
	},
	{
		ID: "nuget-config-password", Title: "Clear-text password in NuGet.config", Provider: "NuGet",
		Source:  "https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file#packagesourcecredentials",
		anchors: []string{`key="cleartextpassword"`}, locate: locateNuGetPassword, rank: rankContext,
	},
}

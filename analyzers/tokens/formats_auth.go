package tokens

// authFormats are credentials in the notations of protocols, whoever issued
// them.
var authFormats = []Format{
	{
		ID: "json-web-token", Title: "JSON Web Token", Provider: "JWT", Source: "https://www.rfc-editor.org/rfc/rfc7519",
		anchors: []string{"eyJ"}, locate: locateJWT, rank: rankContext,
	},
	{
		ID: "url-password", Title: "Password in a URL", Provider: "URL", Source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
		anchors: []string{"://"}, locate: locateURLPassword, rank: rankGeneric,
	},
	{
		ID: "curl-user-password", Title: "User and password on curl's command line", Provider: "curl", Source: "https://curl.se/docs/manpage.html#-u",
		anchors: []string{" -u ", " --user ", " -u=", " --user="}, locate: locateCurlUser, rank: rankGeneric,
	},
	{
		ID: "http-bearer-header", Title: "Token in an Authorization header", Provider: "HTTP", Source: "https://www.rfc-editor.org/rfc/rfc6750",
		anchors: []string{"bearer ", "token ", "api-key ", "apikey ", "api-token "}, locate: locateBearer, rank: rankGeneric,
	},
	{
		ID: "http-basic-header", Title: "User and password in an Authorization header", Provider: "HTTP", Source: "https://www.rfc-editor.org/rfc/rfc7617",
		anchors: []string{"basic "}, locate: locateBasic, rank: rankGeneric,
	},
}

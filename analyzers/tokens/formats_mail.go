package tokens

// mailFormats are keys of mail delivery services.
var mailFormats = []Format{
	{
		ID: "sendgrid-api-key", Title: "SendGrid API key", Provider: "Twilio SendGrid", Source: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
		Shapes: []string{"SG." + base64u + "{22}." + base64u + "{43}"},
	},
	{
		ID: "mailgun-api-key", Title: "Mailgun private API key", Provider: "Mailgun", Source: "https://documentation.mailgun.com/docs/mailgun/user-manual/get-started/",
		anchors: []string{"mailgun"}, Shapes: []string{"key-" + hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "mailgun-sending-key", Title: "Mailgun API or webhook signing key", Provider: "Mailgun", Source: gitguardian,
		anchors: []string{"mailgun"}, Shapes: []string{hex + "{32}-" + hex + "{8}-" + hex + "{8}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "mailchimp-api-key", Title: "Mailchimp API key", Provider: "Mailchimp", Source: "https://mailchimp.com/developer/marketing/guides/quick-start/",
		anchors: []string{"-us1", "-us2", "-us3", "-us4", "-us5", "-us6", "-us7", "-us8", "-us9"}, before: 32,
		Shapes: []string{hex + "{32}-us[1-9]" + digit + "{0,1}"},
	},
	{
		ID: "mandrill-api-key", Title: "Mailchimp Transactional (Mandrill) API key", Provider: "Mailchimp", Source: gitguardian,
		anchors: []string{"mandrill"}, Shapes: []string{"md-" + base64u + "{22}", base64u + "{22}"}, MinEntropy: 3.5, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "postmark-server-token", Title: "Postmark token", Provider: "Postmark", Source: "https://postmarkapp.com/developer/api/overview#authentication",
		anchors: []string{"postmark"}, Shapes: []string{uuid}, assigned: true, rank: rankContext,
	},
	{
		ID: "brevo-api-key", Title: "Brevo (Sendinblue) API key", Provider: "Brevo", Source: "https://developers.brevo.com/docs/getting-started",
		Shapes: []string{"xkeysib-" + hex + "{64}-" + base62 + "{16}"},
	},
	{
		ID: "brevo-smtp-key", Title: "Brevo (Sendinblue) SMTP key", Provider: "Brevo", Source: "https://developers.brevo.com/docs/getting-started",
		Shapes: []string{"xsmtpsib-" + hex + "{64}-" + base62 + "{16}"},
	},
	{
		ID: "resend-api-key", Title: "Resend API key", Provider: "Resend", Source: githubPatterns,
		Shapes: []string{"re_" + base62 + "{8}_" + base62 + "{20,32}"}, MinEntropy: 3.5, mixed: true,
	},
	{
		ID: "mailersend-api-token", Title: "MailerSend API token", Provider: "MailerSend", Source: "https://developers.mailersend.com/general.html#authentication",
		Shapes: []string{"mlsn." + hex + "{64}"},
	},
	{
		ID: "klaviyo-private-api-key", Title: "Klaviyo private API key", Provider: "Klaviyo", Source: "https://developers.klaviyo.com/en/docs/authenticate_",
		Shapes: []string{"pk_" + hex + "{34}"},
	},
	{
		ID: "beamer-api-key", Title: "Beamer API key", Provider: "Beamer", Source: gitguardian,
		anchors: []string{"beamer"}, Shapes: []string{"b_" + base64u + "{44}"}, assigned: true, rank: rankContext,
	},
}

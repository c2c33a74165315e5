package tokens

const slackTokens = "https://docs.slack.dev/authentication/tokens"

// chatFormats are credentials of chat, telephony and social services.
var chatFormats = []Format{
	{
		ID: "slack-bot-token", Title: "Slack bot token", Provider: "Slack", Source: slackTokens,
		Shapes: []string{"xoxb-" + digit + "{9,14}-" + digit + "{9,14}-" + base62 + "{18,34}", "xoxb-" + digit + "{8,14}-" + base62 + "{18,26}"}, MinEntropy: 3.2,
	},
	{
		ID: "slack-user-token", Title: "Slack user token", Provider: "Slack", Source: slackTokens,
		Shapes: []string{
			"xoxp-" + digit + "{9,14}-" + digit + "{9,14}-" + digit + "{9,14}-" + base62 + "{28,34}",
			"xoxe-" + digit + "{9,14}-" + digit + "{9,14}-" + digit + "{9,14}-" + base62 + "{28,34}",
			"xoxp-" + digit + "{9,14}-" + digit + "{9,14}-" + base62 + "{24,34}",
		}, MinEntropy: 3.2,
	},
	{
		ID: "slack-legacy-token", Title: "Slack legacy workspace or client token", Provider: "Slack", Source: slackTokens,
		Shapes: []string{
			"xoxa-" + digit + "-" + base62 + "{8,48}", "xoxr-" + digit + "-" + base62 + "{8,48}", "xoxa-" + base62 + "{12,48}", "xoxr-" + base62 + "{12,48}",
			"xoxa-" + digit + "{9,14}-" + digit + "{9,14}-" + digit + "{9,14}-" + base62 + "{24,40}",
			"xoxa-" + digit + "-" + digit + "{9,14}-" + digit + "{9,14}-" + digit + "{9,14}-" + hexAny + "{10,40}",
			"xoxs-" + digit + "{5,14}-" + digit + "{5,14}-" + digit + "{5,14}-" + hexAny + "{10,64}",
			"xoxo-" + digit + "{5,14}-" + digit + "{5,14}-" + digit + "{5,14}-" + hexAny + "{10,64}",
		}, MinEntropy: 2.5,
	},
	{
		ID: "slack-session-token", Title: "Slack browser session token", Provider: "Slack", Source: githubPatterns,
		Shapes: []string{"xoxc-" + digit + "{9,14}-" + digit + "{9,14}-" + digit + "{9,14}-" + hex + "{64}"},
	},
	{
		ID: "slack-config-token", Title: "Slack app configuration token", Provider: "Slack", Source: slackTokens,
		Shapes: []string{"xoxe.xoxp-" + digit + "-" + base62 + "{140,180}", "xoxe.xoxb-" + digit + "-" + base62 + "{140,180}", "xoxe-" + digit + "-" + base62 + "{140,180}"},
	},
	{
		ID: "slack-app-token", Title: "Slack app-level token", Provider: "Slack", Source: slackTokens,
		Shapes: []string{"xapp-" + digit + "-" + upperNum + "{9,12}-" + digit + "{9,14}-" + hex + "{32,80}"},
	},
	{
		ID: "slack-webhook-url", Title: "Slack incoming webhook URL", Provider: "Slack",
		Source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
		Shapes: []string{
			"hooks.slack.com/services/T" + upperNum + "{7,12}/B" + upperNum + "{7,12}/" + base62 + "{23,25}",
			"hooks.slack.com/workflows/T" + upperNum + "{7,12}/A" + upperNum + "{7,12}/" + digit + "{15,20}/" + base62 + "{23,25}",
			"hooks.slack.com/triggers/" + upperNum + "{8,12}/" + digit + "{9,16}/" + hex + "{32}",
			"hooks.slack-gov.com/services/T" + upperNum + "{7,12}/B" + upperNum + "{7,12}/" + base62 + "{23,25}",
		},
	},
	{
		ID: "discord-bot-token", Title: "Discord bot token", Provider: "Discord", Source: "https://discord.com/developers/docs/reference#authentication",
		anchors: []string{"discord", "bot_token", "bottoken"},
		Shapes:  []string{"[MNO]" + base64u + "{23,27}." + base64u + "{6}." + base64u + "{27,38}"}, assigned: true, rank: rankContext, prove: isDiscordToken,
	},
	{
		ID: "discord-client-secret", Title: "Discord client secret", Provider: "Discord", Source: gitguardian,
		anchors: []string{"discord"}, Shapes: []string{base64u + "{32}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "discord-webhook-url", Title: "Discord webhook URL", Provider: "Discord", Source: "https://discord.com/developers/docs/resources/webhook",
		Shapes: []string{"discord.com/api/webhooks/" + digit + "{17,20}/" + base64u + "{60,80}", "discordapp.com/api/webhooks/" + digit + "{17,20}/" + base64u + "{60,80}"},
	},
	{
		ID: "telegram-bot-token", Title: "Telegram bot token", Provider: "Telegram", Source: "https://core.telegram.org/bots/api#authorizing-your-bot",
		anchors: []string{":AA"}, locate: locateTelegram,
	},
	{
		ID: "microsoft-teams-webhook-url", Title: "Microsoft Teams incoming webhook URL", Provider: "Microsoft",
		Source:  "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
		anchors: []string{".webhook.office.com/webhookb2/"},
		Shapes:  []string{".webhook.office.com/webhookb2/" + uuid + "@" + uuid + "/IncomingWebhook/" + lowerNum + "{32}/" + uuid},
	},
	{
		ID: "google-chat-webhook-url", Title: "Google Chat webhook URL", Provider: "Google",
		Source: "https://developers.google.com/workspace/chat/quickstart/webhooks",
		Shapes: []string{"chat.googleapis.com/v1/spaces/" + base64u + "{8,16}/messages?key=" + base64u + "{39}&token=" + base64u + "{40,50}"},
	},
	{
		ID: "twilio-api-key-sid", Title: "Twilio API key SID", Provider: "Twilio", Source: "https://www.twilio.com/docs/iam/api-keys",
		Class:   Identifier,
		anchors: []string{"SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe", "SKf"},
		Shapes:  []string{"SK" + hex + "{32}"},
	},
	{
		ID: "twilio-auth-token", Title: "Twilio auth token", Provider: "Twilio", Source: "https://www.twilio.com/docs/iam/api#authentication",
		anchors: []string{"twilio"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "mattermost-access-token", Title: "Mattermost access token", Provider: "Mattermost", Source: gitguardian,
		anchors: []string{"mattermost"}, Shapes: []string{lowerNum + "{26}"}, MinEntropy: 3.4, assigned: true, rank: rankContext,
	},
	{
		ID: "facebook-access-token", Title: "Facebook Graph API access token", Provider: "Meta", Source: githubPatterns,
		Shapes: []string{"EAAM" + base62 + "{100,400}", "EAAC" + base62 + "{100,400}", "EAAG" + base62 + "{100,400}", "EAAB" + base62 + "{100,400}", "EAAJ" + base62 + "{100,400}"}, MinEntropy: 4,
	},
	{
		ID: "facebook-app-secret", Title: "Facebook app secret", Provider: "Meta", Source: gitguardian,
		anchors: []string{"facebook", "fb_app_secret", "fb_secret"}, Shapes: []string{hex + "{32}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "x-bearer-token", Title: "X (Twitter) app-only bearer token", Provider: "X", Source: "https://docs.x.com/fundamentals/authentication/oauth-2-0/bearer-tokens",
		Shapes: []string{"AAAAAAAAAAAAAAAAAAAAA[0-9A-Za-z%]{80,110}"}, MinEntropy: 3.8, prove: isXBearer,
	},
	{
		ID: "x-access-token", Title: "X (Twitter) access token", Provider: "X", Source: gitguardian,
		anchors: []string{"twitter"}, Shapes: []string{digit + "{15,25}-" + base62 + "{20,45}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "x-api-secret", Title: "X (Twitter) API secret", Provider: "X", Source: gitguardian,
		anchors: []string{"twitter"}, Shapes: []string{base62 + "{50}", base62 + "{45}", base62 + "{25}"}, MinEntropy: 3.6, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "twitch-access-token", Title: "Twitch client secret or access token", Provider: "Twitch", Source: gitguardian,
		anchors: []string{"twitch"}, Shapes: []string{lowerNum + "{30}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "linkedin-client-secret", Title: "LinkedIn client secret", Provider: "LinkedIn", Source: githubPatterns,
		Shapes: []string{"WPL_AP1." + base62 + "{16}." + base64 + "{6,8}" + pad, "WPL_AP0." + base62 + "{16}." + base64 + "{6,12}" + pad},
	},
	{
		ID: "sendbird-access-token", Title: "Sendbird API token", Provider: "Sendbird", Source: gitguardian,
		anchors: []string{"sendbird"}, Shapes: []string{hex + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "messagebird-access-key", Title: "MessageBird access key", Provider: "Bird", Source: gitguardian,
		anchors: []string{"messagebird", "message_bird", "message-bird"}, Shapes: []string{base62 + "{25}"}, MinEntropy: 3.6, assigned: true, rank: rankContext,
	},
	{
		ID: "webex-access-token", Title: "Webex bot access token", Provider: "Cisco", Source: "https://developer.webex.com/docs/bots",
		anchors: []string{"webex"}, Shapes: []string{base62 + "{64}_P" + upperNum + hexAny + "{2}_" + uuid}, assigned: true, rank: rankContext,
	},
}

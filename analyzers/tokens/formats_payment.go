package tokens

const stripeKeys = "https://docs.stripe.com/keys"

// paymentFormats are credentials of payment, shop and shipping services.
// Publishable keys (pk_live_…) are meant for browsers and not listed.
var paymentFormats = []Format{
	{
		ID: "stripe-secret-key", Title: "Stripe secret key", Provider: "Stripe", Source: stripeKeys,
		Shapes: []string{"sk_live_" + base62 + "{16,247}", "sk_prod_" + base62 + "{16,247}", "sk_org_live_" + base62 + "{16,247}"}, MinEntropy: 2.8,
	},
	{
		ID: "stripe-restricted-key", Title: "Stripe restricted key", Provider: "Stripe", Source: stripeKeys,
		Shapes: []string{"rk_live_" + base62 + "{16,247}", "rk_prod_" + base62 + "{16,247}"}, MinEntropy: 2.8,
	},
	{
		ID: "stripe-test-key", Title: "Stripe test-mode key", Provider: "Stripe", Source: stripeKeys, Class: TestMode,
		Shapes: []string{"sk_test_" + base62 + "{16,247}", "rk_test_" + base62 + "{16,247}"}, MinEntropy: 2.8,
	},
	{
		ID: "stripe-webhook-secret", Title: "Stripe webhook signing secret", Provider: "Stripe", Source: "https://docs.stripe.com/webhooks/signature",
		Shapes: []string{"whsec_" + base64 + "{32,64}" + pad}, MinEntropy: 3.6,
	},
	{
		ID: "square-access-token", Title: "Square access token", Provider: "Square", Source: "https://developer.squareup.com/docs/build-basics/access-tokens",
		Shapes: []string{"EAAA" + "[a-zE]" + base64u + "{59}", "sq0atp-" + base64u + "{22}", "sq0atp-" + base64u + "{43,60}"}, MinEntropy: 3.5,
	},
	{
		ID: "square-application-secret", Title: "Square application secret", Provider: "Square", Source: "https://developer.squareup.com/docs/build-basics/access-tokens",
		Shapes: []string{"sq0csp-" + base64u + "{43}"}, MinEntropy: 3.5,
	},
	{
		ID: "square-sandbox-secret", Title: "Square sandbox secret", Provider: "Square", Source: "https://developer.squareup.com/docs/devtools/sandbox/overview",
		Class: TestMode, Shapes: []string{"sandbox-sq0csb-" + base64u + "{43}", "sandbox-sq0atb-" + base64u + "{22}"}, MinEntropy: 3.5,
	},
	{
		ID: "braintree-access-token", Title: "PayPal Braintree access token", Provider: "PayPal", Source: githubPatterns,
		Shapes: []string{"access_token$production$" + lowerNum + "{16}$" + hex + "{32}"},
	},
	{
		ID: "braintree-sandbox-access-token", Title: "PayPal Braintree sandbox access token", Provider: "PayPal", Source: githubPatterns,
		Class: TestMode, Shapes: []string{"access_token$sandbox$" + lowerNum + "{16}$" + hex + "{32}"},
	},
	{
		ID: "paypal-client-secret", Title: "PayPal client secret", Provider: "PayPal", Source: gitguardian,
		anchors: []string{"paypal"}, Shapes: []string{"E" + base64u + "{79}"}, MinEntropy: 4.2, assigned: true, rank: rankContext,
	},
	{
		ID: "shopify-access-token", Title: "Shopify access token", Provider: "Shopify", Source: "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
		Shapes: []string{"shpat_" + hexAny + "{32}", "shpca_" + hexAny + "{32}", "shppa_" + hexAny + "{32}", "shpua_" + hexAny + "{32}"},
	},
	{
		ID: "shopify-shared-secret", Title: "Shopify app shared secret", Provider: "Shopify", Source: githubPatterns,
		Shapes: []string{"shpss_" + hexAny + "{32}"},
	},
	{
		ID: "shopify-partner-token", Title: "Shopify Partner or storefront CLI token", Provider: "Shopify", Source: githubPatterns,
		Shapes: []string{"prtapi_" + hex + "{32}", "atkn_" + hex + "{64}", "shptka_" + hexAny + "{32}"},
	},
	{
		ID: "adyen-api-key", Title: "Adyen API key", Provider: "Adyen", Source: "https://docs.adyen.com/development-resources/api-credentials/",
		Shapes: []string{"AQE" + base64 + "{8,60}-" + base64 + "{20,60}=-[0-9A-Za-z!#$%&()*+./:;=?@^_{|}~-]{16,32}"}, anchors: []string{"AQE"}, prove: isAdyenKey,
	},
	{
		ID: "flutterwave-secret-key", Title: "Flutterwave secret key", Provider: "Flutterwave", Source: "https://developer.flutterwave.com/docs/authentication",
		Shapes: []string{"FLWSECK-" + lowerNum + "{32}-X", "FLWSECK-" + lowerNum + "{32}-" + lowerNum + "{8,16}-X"},
	},
	{
		ID: "flutterwave-test-key", Title: "Flutterwave test key", Provider: "Flutterwave", Source: "https://developer.flutterwave.com/docs/authentication",
		Class: TestMode, Shapes: []string{"FLWSECK_TEST-" + lowerNum + "{32}-X", "FLWSECK_TEST-" + lowerNum + "{12}", "FLWSECK_TEST" + hex + "{12}"},
	},
	{
		ID: "razorpay-key-secret", Title: "Razorpay key secret", Provider: "Razorpay", Source: "https://razorpay.com/docs/api/authentication/",
		anchors: []string{"razorpay"}, Shapes: []string{base62 + "{24}"}, assigned: true, rank: rankContext, mixed: true,
	},
	{
		ID: "paystack-secret-key", Title: "Paystack secret key", Provider: "Paystack", Source: "https://paystack.com/docs/api/authentication/",
		Shapes: []string{"sk_live_" + hex + "{40}"},
	},
	{
		ID: "plaid-access-token", Title: "Plaid access token", Provider: "Plaid", Source: "https://plaid.com/docs/quickstart/glossary/",
		Shapes: []string{"access-production-" + uuid, "access-development-" + uuid},
	},
	{
		ID: "plaid-sandbox-access-token", Title: "Plaid sandbox access token", Provider: "Plaid", Source: "https://plaid.com/docs/sandbox/",
		Class: TestMode, Shapes: []string{"access-sandbox-" + uuid},
	},
	{
		ID: "plaid-secret", Title: "Plaid API secret", Provider: "Plaid", Source: gitguardian,
		anchors: []string{"plaid"}, Shapes: []string{hex + "{30}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "gocardless-access-token", Title: "GoCardless live access token", Provider: "GoCardless", Source: githubPatterns,
		anchors: []string{"gocardless"}, Shapes: []string{"live_" + base64u + "{40}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "coinbase-access-token", Title: "Coinbase access token", Provider: "Coinbase", Source: gitguardian,
		anchors: []string{"coinbase"}, Shapes: []string{base64u + "{64}"}, assigned: true, rank: rankContext,
	},
	{
		ID: "kraken-api-secret", Title: "Kraken private key", Provider: "Kraken", Source: "https://docs.kraken.com/api/docs/guides/global-intro",
		anchors: []string{"kraken"}, Shapes: []string{base64 + "{86}=="}, assigned: true, rank: rankContext,
	},
	{
		ID: "kucoin-api-secret", Title: "KuCoin API secret", Provider: "KuCoin", Source: "https://www.kucoin.com/docs-new/authentication",
		anchors: []string{"kucoin"}, Shapes: []string{uuid, hex + "{24}"}, MinEntropy: 2.6, assigned: true, rank: rankContext,
	},
	{
		ID: "shippo-live-token", Title: "Shippo live API token", Provider: "Shippo", Source: "https://docs.goshippo.com/docs/guides_general/authentication/",
		Shapes: []string{"shippo_live_" + hexAny + "{40}"},
	},
	{
		ID: "shippo-test-token", Title: "Shippo test API token", Provider: "Shippo", Source: "https://docs.goshippo.com/docs/guides_general/authentication/",
		Class: TestMode, Shapes: []string{"shippo_test_" + hexAny + "{40}"},
	},
	{
		ID: "easypost-api-key", Title: "EasyPost production API key", Provider: "EasyPost", Source: "https://docs.easypost.com/docs/authentication",
		Shapes: []string{"EZAK" + base62 + "{54}"},
	},
	{
		ID: "easypost-test-api-key", Title: "EasyPost test API key", Provider: "EasyPost", Source: "https://docs.easypost.com/docs/authentication",
		Class: TestMode, Shapes: []string{"EZTK" + base62 + "{54}"},
	},
	{
		ID: "duffel-access-token", Title: "Duffel live access token", Provider: "Duffel", Source: "https://duffel.com/docs/api/overview/authentication",
		Shapes: []string{"duffel_live_[0-9A-Za-z_=-]{43}"},
	},
	{
		ID: "duffel-test-access-token", Title: "Duffel test access token", Provider: "Duffel", Source: "https://duffel.com/docs/api/overview/authentication",
		Class: TestMode, Shapes: []string{"duffel_test_[0-9A-Za-z_=-]{43}"},
	},
	{
		ID: "lob-api-key", Title: "Lob live API key", Provider: "Lob", Source: "https://docs.lob.com/#tag/Authentication",
		Shapes: []string{"live_" + hex + "{35}"},
	},
	{
		ID: "lob-test-api-key", Title: "Lob test API key", Provider: "Lob", Source: "https://docs.lob.com/#tag/Authentication",
		Class: TestMode, Shapes: []string{"test_" + hex + "{35}"},
	},
	{
		ID: "checkout-com-secret-key", Title: "Checkout.com secret key", Provider: "Checkout.com", Source: "https://www.checkout.com/docs/developer-resources/api/manage-api-keys",
		Shapes: []string{"sk_" + uuid}, anchors: []string{"sk_"},
	},
	{
		ID: "paddle-api-key", Title: "Paddle API key", Provider: "Paddle", Source: "https://developer.paddle.com/api-reference/about/api-keys",
		Shapes: []string{"pdl_live_apikey_" + lowerNum + "{26}_" + base62 + "{22}_" + base62 + "{3}"},
	},
	{
		ID: "finicity-app-key", Title: "Finicity app key", Provider: "Finicity", Source: gitguardian,
		anchors: []string{"finicity"}, Shapes: []string{hex + "{32}", base62 + "{20}"}, MinEntropy: 2.9, assigned: true, rank: rankContext,
	},
}

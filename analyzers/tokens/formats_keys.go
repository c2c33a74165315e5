package tokens

// keyFormats are private keys.
var keyFormats = []Format{
	{
		ID: "private-key", Title: "PEM private key", Provider: "PEM", Source: "https://www.rfc-editor.org/rfc/rfc7468",
		anchors: []string{"-----BEGIN "}, locate: locatePEM(plainKey), rank: rankContext,
	},
	{
		ID: "openssh-private-key", Title: "OpenSSH private key", Provider: "OpenSSH", Source: "https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key",
		anchors: []string{"-----BEGIN OPENSSH PRIVATE KEY-----"}, locate: locatePEM(opensshKey),
	},
	{
		ID: "encrypted-private-key", Title: "Passphrase-protected private key", Provider: "PEM", Source: "https://www.rfc-editor.org/rfc/rfc7468",
		Class: Protected, anchors: []string{"-----BEGIN "}, locate: locatePEM(encryptedKey), rank: rankContext,
	},
	{
		ID: "pgp-private-key", Title: "OpenPGP private key block", Provider: "OpenPGP", Source: "https://www.rfc-editor.org/rfc/rfc9580",
		anchors: []string{"-----BEGIN PGP PRIVATE KEY BLOCK-----"}, locate: locatePEM(pgpKey),
	},
	{
		ID: "base64-private-key", Title: "PEM private key in base64, as in kubeconfig files", Provider: "PEM", Source: "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
		anchors: []string{"LS0tLS1CRUdJTi"}, locate: locateBase64PEM,
	},
	{
		ID: "putty-private-key", Title: "PuTTY private key without passphrase", Provider: "PuTTY", Source: "https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html",
		anchors: []string{"PuTTY-User-Key-File-"}, locate: locatePuTTY,
	},
	{
		ID: "age-secret-key", Title: "age secret key", Provider: "age", Source: "https://github.com/C2SP/C2SP/blob/main/age.md",
		Shapes: []string{"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"}, prove: checkBech32,
	},
	{
		ID: "age-post-quantum-secret-key", Title: "age post-quantum secret key", Provider: "age", Source: "https://github.com/C2SP/C2SP/blob/main/age.md",
		Shapes: []string{"AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}"}, prove: checkBech32,
	},
}

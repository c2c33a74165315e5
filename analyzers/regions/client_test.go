package regions

import (
	"strings"
	"testing"
)

func TestOwnRegion(t *testing.T) {
	for code, own := range map[string]bool{
		`new SecretsManagerClient({ region: process.env.AWS_REGION })`:              true,
		`new SecretsManagerClient({ region: process.env["AWS_REGION"] })`:           true,
		`boto3.client("secretsmanager", region_name=os.environ["AWS_REGION"])`:      true,
		`boto3.client('secretsmanager', region_name=os.getenv('AWS_REGION'))`:       true,
		`boto3.client('secretsmanager', region_name=os.environ.get('AWS_REGION'))`:  true,
		`new SecretsManagerClient({ region: process.env.AWS_REGION_OF_THE_SECRET})`: false,
		`new SecretsManagerClient({ region: "us-east-1" })`:                         false,
		`boto3.client("secretsmanager", region_name=arn.split(":")[3])`:             false,
	} {
		left := strings.ToLower(ownRegion.ReplaceAllString(code, ""))
		if got := !strings.Contains(left, "region"); got != own {
			t.Errorf("%s: own region %v, want %v", code, got, own)
		}
	}
}

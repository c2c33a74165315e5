package requests

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/template"
)

// base is a VPC with an endpoint, one behind a NAT gateway, and one that is not the
// program's. Values names what conditions compare with.
const base = `
Parameters:
  Shared: {Type: String}
Resources:
  S: {Type: AWS::SecretsManager::Secret}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: '-1', CidrIp: 10.0.0.0/16}]}}
  E: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.secretsmanager', VpcEndpointType: Interface, PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt Group.GroupId]}}
  Vpc2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  Subnet2: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc2, CidrBlock: 10.1.0.0/24}}
  Group2: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc2}}
  Table2: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc2}}
  Route2: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table2, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}}
  TableOf2: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet2, RouteTableId: !Ref Table2}}
  Subnet3: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Shared, CidrBlock: 10.2.0.0/24}}
  Table3: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Shared}}
  Route3: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table3, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}}
  TableOf3: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet3, RouteTableId: !Ref Table3}}
  Values: {Type: AWS::SNS::Topic, Properties: {E: !Ref E, Vpc: !Ref Vpc, VpcId: !GetAtt Vpc.VpcId, Vpc2: !Ref Vpc2, Shared: !Ref Shared, Id: vpce-0123456789abcdef0}}
  X: {Type: AWS::Lambda::Function`

func in(subnet, group string) string {
	return ", Properties: {VpcConfig: {SubnetIds: [!Ref " + subnet + "], SecurityGroupIds: [!GetAtt " + group + ".GroupId]}}}\n"
}

// TestFrom: which conditions the requests of function X certainly meet. A condition is
// an operator, a key and a name in Values, or a value.
func TestFrom(t *testing.T) {
	endpoint, nat := in("Subnet", "Group"), in("Subnet2", "Group2")
	tests := []struct {
		name, text string
		via        string // "?" where the way is not known
		conditions map[string]template.Truth
	}{
		{"in no VPC", "}\n", "", map[string]template.Truth{
			"StringNotEquals aws:SourceVpce E": template.True, "StringNotEquals aws:SourceVpce Id": template.True, "StringEquals aws:SourceVpc Vpc": template.False,
			"StringNotEqualsIfExists aws:SourceVpce E": template.True, "Null aws:SourceVpce true": template.True, "Bool aws:ViaAWSService false": template.True,
		}},
		{"endpoint", endpoint, "interface endpoint E", map[string]template.Truth{
			"StringNotEquals aws:SourceVpce E": template.False, "StringNotEquals aws:SourceVpce Id": template.Unknown, "StringEquals aws:SourceVpce E": template.True,
			"StringNotEquals aws:SourceVpc Vpc": template.False, "StringNotEquals aws:SourceVpc VpcId": template.False, "StringNotEquals aws:SourceVpc Vpc2": template.True,
			"StringNotEquals aws:SourceVpc Shared": template.Unknown, "Null aws:SourceVpce true": template.False, "NotIpAddress aws:SourceIp 192.0.2.0/24": template.True,
			"IpAddress aws:VpcSourceIp 10.0.0.0/8": template.Unknown,
		}},
		{"NAT", nat, "NAT gateway nat-0123456789abcdef0", map[string]template.Truth{
			"StringNotEquals aws:SourceVpce E": template.True, "StringEquals aws:SourceVpce E": template.False, "StringNotEqualsIfExists aws:SourceVpce E": template.True,
			"StringNotEquals aws:SourceVpce Id": template.Unknown, "StringNotEquals aws:SourceVpce Shared": template.Unknown, "Null aws:SourceVpce true": template.True,
			"StringNotEquals aws:SourceVpc Vpc2": template.True, "StringNotLike aws:SourceVpce vpce-*": template.Unknown,
			"NotIpAddress aws:SourceIp 192.0.2.0/24": template.Unknown,
		}},
		{"NAT of a VPC that others keep", in("Subnet3", "Group2"), "?", nil},
		{"NAT of a VPC that is connected to another one", nat + "  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc2, PeerVpcId: !Ref Shared}}\n", "?", nil},
		{"an endpoint that may be of the VPC", nat + "  Other: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc2, ServiceName: !Ref Shared, VpcEndpointType: Interface}}\n", "?", nil},
		{"an endpoint without private DNS", nat + "  Other: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc2, ServiceName: com.amazonaws.eu-west-1.secretsmanager, VpcEndpointType: Interface, PrivateDnsEnabled: false}}\n", "?", nil},
		{"a zone for the service", endpoint + "  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: secretsmanager.eu-west-1.amazonaws.com, VPCs: [{VPCId: !Ref Vpc}]}}\n", "?", nil},
		{"a proxy", strings.Replace(nat, "{VpcConfig", "{Environment: {Variables: {HTTPS_PROXY: 'http://proxy:3128'}}, VpcConfig", 1), "?", nil},
		{"an endpoint by its own name", strings.Replace(nat, "{VpcConfig", "{Environment: {Variables: {SECRETS_MANAGER_ENDPOINT: !Ref Shared}}, VpcConfig", 1), "?", nil},
		{"the service by its usual name", strings.Replace(endpoint, "{VpcConfig", "{Environment: {Variables: {SECRETS_MANAGER_ENDPOINT: !Sub 'https://secretsmanager.${AWS::Region}.amazonaws.com'}}, VpcConfig", 1), "interface endpoint E", nil},
		{"no way", in("Subnet4", "Group2") + "  Subnet4: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc2, CidrBlock: 10.1.1.0/24}}\n", "?", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			program, f := load(t, base+tt.text)
			c, via, known := From(f, f.Of(program.Resource("t.yaml#X")), iam.SecretARN(program.Resource("t.yaml#S")))
			if known != (tt.via != "?") || known && via != tt.via {
				t.Fatalf("by way of %q, known: %v; want %q", via, known, tt.via)
			}
			for condition, want := range tt.conditions {
				word := strings.Fields(condition)
				value := eval.Lit(word[2])
				if v := iam.Text(program.Resource("t.yaml#Values").Property(word[2])); len(v) == 1 {
					value = v[0]
				}
				r := eval.Request{Action: "secretsmanager:GetSecretValue", Resource: eval.Anything(), Context: c}
				if got := r.Met(&eval.Condition{Operator: word[0], Key: word[1], Values: []eval.Text{value}}, false); got != want {
					t.Errorf("%s: %s, want %s", condition, got, want)
				}
			}
		})
	}
}

// TestOtherRegion: an endpoint takes the requests for the secrets of its region only.
func TestOtherRegion(t *testing.T) {
	program, f := load(t, base+in("Subnet", "Group"))
	i := f.Of(program.Resource("t.yaml#X"))
	if _, _, known := From(f, i, eval.Lit("arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-a1B2c3")); known {
		t.Error("what may be a secret of another region is taken for one of the same")
	}
}

func TestCommon(t *testing.T) {
	one := Context{"a": eval.Values("x"), "b": eval.Absent(), "c": eval.Values("x")}
	other := Context{"a": eval.Values("x"), "b": eval.Values("y"), "d": eval.Absent()}
	if c := Common([]Context{one, other}); len(c) != 1 || c["a"].Present != template.True {
		t.Errorf("%v", c)
	}
	if c := Common(nil); len(c) != 0 {
		t.Errorf("%v", c)
	}
}

func load(t *testing.T, text string) (*template.Program, *network.Facts) {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(text)}}, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range asm.Problems {
		t.Fatal(p)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{network.Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return asm.Programs[0], analyzers.Found[network.Facts](facts, network.Analyzer)
}

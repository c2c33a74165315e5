package network

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// base is a VPC with a subnet without a way out (Isolated), one behind a NAT gateway
// (Private) and one with an internet gateway (Public).
const base = `
Parameters:
  Any: {Type: String}
  Port: {Type: Number, Default: 5432}
Conditions:
  C: !Equals [!Ref Any, x]
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Isolated: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, MapPublicIpOnLaunch: true}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Public, AllocationId: eipalloc-1}}
  PrivateTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrivateRoute: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  PrivateAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PublicRoute: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  PublicAssociation: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc}}
  DbGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc}}
  DbSubnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: d, SubnetIds: [!Ref Isolated, !Ref Private]}}
`

func load(t testing.TB, text string) (*template.Program, *Facts) {
	t.Helper()
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(text)}}, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range asm.Problems {
		t.Fatal(p)
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return asm.Programs[0], analyzers.Found[Facts](facts, Analyzer)
}

func (a Answer) String() string {
	switch a.State {
	case template.True:
		return "yes " + a.Via
	case template.False:
		return "no " + string(a.Block)
	}
	return "unknown " + a.Why
}

// TestService: the way to Secrets Manager of X, which is a function, an instance, a
// group of instances or, by its task definition T, a service.
func TestService(t *testing.T) {
	function := func(subnets string) string {
		return "  X: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [" + subnets + "], SecurityGroupIds: [!GetAtt Group.GroupId]}}}\n"
	}
	endpoint := func(more string) string {
		return "  E: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${AWS::Region}.secretsmanager', VpcEndpointType: Interface, " + more + "}}\n"
	}
	const open = "PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt Open.GroupId]"
	const openGroup = "  Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: o, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: '-1', CidrIp: 10.0.0.0/16}]}}\n"
	task := "  T: {Type: AWS::ECS::TaskDefinition, Properties: {NetworkMode: awsvpc}}\n"
	tests := []struct{ name, text, want string }{
		{"not in a VPC", "  X: {Type: AWS::Lambda::Function}\n", "yes the network of AWS"},
		{"isolated", function("!Ref Isolated"), "no no-route"},
		{"isolated by a part", function("!Ref Private, !Ref Isolated"), "no no-route"},
		{"NAT", function("!Ref Private"), "yes NAT gateway Nat"},
		{"public", function("!Ref Public"), "no no-address"},
		{"subnet of a parameter", function("!Ref Any"), "unknown"},
		{"subnet of another app", function("subnet-1"), "unknown subnet subnet-1 is outside"},
		{"one of two subnets is outside", function("!Ref Isolated, subnet-1"), "no no-route"},
		{"subnet by a condition", function("!If [C, !Ref Private, !Ref Isolated]"), "unknown"},
		{"a route to a part of the internet", function("!Ref Isolated") +
			"  IT: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n  IA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Isolated, RouteTableId: !Ref IT}}\n" +
			"  IR: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref IT, DestinationCidrBlock: 52.0.0.0/8, NatGatewayId: !Ref Nat}}\n", "unknown"},
		{"a route to another network, which may have an endpoint", function("!Ref Isolated") + isolatedRoute("10.0.0.0/8", "TransitGatewayId: tgw-1"), "unknown its routes lead to another network"},
		{"a route to another network, which the groups do not let out to", strings.Replace(function("!Ref Isolated"), "Group.GroupId", "Shut.GroupId", 1) + isolatedRoute("10.0.0.0/8", "TransitGatewayId: tgw-1") +
			"  Shut: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: s, VpcId: !Ref Vpc, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0}]}}\n", "no no-route"},
		{"a route to a network at the end of a VPN", function("!Ref Isolated") + isolatedRoute("192.168.0.0/16", "GatewayId: vgw-1"), "no no-route"},
		{"routes that a VPN gateway adds", function("!Ref Isolated") + isolatedRoute("192.168.0.0/16", "NatGatewayId: !Ref Nat") +
			"  Add: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: {RouteTableIds: [!Ref IT], VpnGatewayId: vgw-1}}\n", "unknown the routes of subnet Isolated"},
		{"a route to a VPC of others", function("!Ref Isolated") + isolatedRoute("10.1.0.0/16", "VpcPeeringConnectionId: pcx-1"), "unknown its routes lead to another network"},
		{"a route to a VPC of the app, and no DNS zone", function("!Ref Isolated") + isolatedRoute("10.1.0.0/16", "VpcPeeringConnectionId: !Ref P") +
			"  V2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  P: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref V2}}\n", "no no-route"},
		{"a route to private addresses by a NAT gateway", function("!Ref Isolated") + isolatedRoute("10.2.0.0/16", "NatGatewayId: !Ref Nat"), "no no-route"},
		{"a route of IPv6", function("!Ref Isolated") +
			"  IT: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n  IA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Isolated, RouteTableId: !Ref IT}}\n" +
			"  IG: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}\n" +
			"  IR: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref IT, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: !Ref IG}}\n", "no no-route"},
		{"a route of a table that cannot be told", function("!Ref Isolated") +
			"  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !If [C, !Ref PrivateTable, !Ref PublicTable], DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n", "unknown"},
		{"a custom resource may change the main table", function("!Ref Isolated") +
			"  Main: {Type: 'Custom::MainTable', Properties: {ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f', Vpc: !Ref Vpc}}\n", "unknown"},
		{"an ACL that is open", function("!Ref Private") + acl("allow"), "yes NAT gateway Nat"},
		{"an ACL that denies", function("!Ref Private") + acl("deny"), "unknown"},

		{"endpoint", function("!Ref Isolated") + endpoint(open) + openGroup, "yes interface endpoint E"},
		{"endpoint in a VPC with NAT takes the calls", function("!Ref Private") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt Group.GroupId]"), "no ingress"},
		{"endpoint without private DNS", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: false, SecurityGroupIds: [!GetAtt Open.GroupId]") + openGroup, "no no-private-dns"},
		{"endpoint without private DNS, and NAT", function("!Ref Private") + endpoint("PrivateDnsEnabled: false"), "yes NAT gateway Nat"},
		{"endpoint whose private DNS is left to the default", function("!Ref Isolated") + endpoint("SecurityGroupIds: [!GetAtt Open.GroupId]") + openGroup, "unknown"},
		{"endpoint by its own name", strings.Replace(function("!Ref Isolated"), "Properties: {", "Properties: {Environment: {Variables: {URL: !Join ['', !GetAtt E.DnsEntries]}}, ", 1) + endpoint("PrivateDnsEnabled: false"), "unknown it may call interface endpoint E"},
		{"endpoint of others by its own name", strings.Replace(function("!Ref Isolated"), "Properties: {", "Properties: {Environment: {Variables: {URL: 'https://vpce-0123456789abcdef0-abcdefgh.secretsmanager.eu-west-1.vpce.amazonaws.com'}}, ", 1), "unknown it may call an interface endpoint"},
		{"the service by its usual name", strings.Replace(function("!Ref Isolated"), "Properties: {", "Properties: {Environment: {Variables: {SECRETS_MANAGER_ENDPOINT: 'https://secretsmanager.eu-west-1.amazonaws.com'}}, ", 1), "no no-route"},
		{"endpoint under a condition", function("!Ref Isolated") + strings.Replace(endpoint(open), "{Type:", "{Condition: C, Type:", 1) + openGroup, "unknown"},
		{"endpoint of another service", function("!Ref Isolated") + strings.Replace(endpoint(open), ".secretsmanager", ".ssm", 1) + openGroup, "no no-route"},
		{"endpoint for FIPS", function("!Ref Isolated") + strings.Replace(endpoint(open), ".secretsmanager", ".secretsmanager-fips", 1) + openGroup, "unknown"},
		{"endpoint of a service that a parameter names", function("!Ref Isolated") + strings.Replace(endpoint(open), "!Sub 'com.amazonaws.${AWS::Region}.secretsmanager'", "!Ref Any", 1) + openGroup, "unknown"},
		{"gateway endpoint", function("!Ref Isolated") + strings.Replace(endpoint("RouteTableIds: [!Ref PrivateTable]"), "VpcEndpointType: Interface, ", "", 1), "no no-route"},
		{"endpoint with the default group", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true"), "no ingress"},
		{"members of the default group", strings.Replace(function("!Ref Isolated"), "Group.GroupId", "Vpc.DefaultSecurityGroup", 1) + endpoint("PrivateDnsEnabled: true"), "yes interface endpoint E"},
		{"members of a default group that the CDK has restricted", strings.Replace(function("!Ref Isolated"), "Group.GroupId", "Vpc.DefaultSecurityGroup", 1) + endpoint("PrivateDnsEnabled: true") +
			"  Restrict: {Type: 'Custom::VpcRestrictDefaultSG', Properties: {ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:f', DefaultSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup}}\n", "no egress"},
		{"endpoint with an imported group", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [sg-1]"), "unknown"},
		{"imported group that the template opens", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [sg-1]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: sg-1, IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !GetAtt Group.GroupId}}\n", "yes interface endpoint E"},
		{"a prefix list may hold the function", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, SourcePrefixListId: pl-1}}\n", "unknown"},
		{"a prefix list of the template", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, SourcePrefixListId: !Ref L}}\n" +
			"  L: {Type: AWS::EC2::PrefixList, Properties: {AddressFamily: IPv4, MaxEntries: 2, PrefixListName: l, Entries: [{Cidr: 10.9.0.0/16}, {Cidr: 10.0.0.0/24}]}}\n", "yes interface endpoint E"},
		{"a prefix list of others", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, SourcePrefixListId: !Ref L}}\n" +
			"  L: {Type: AWS::EC2::PrefixList, Properties: {AddressFamily: IPv4, MaxEntries: 2, PrefixListName: l, Entries: [{Cidr: 10.9.0.0/16}]}}\n", "no ingress"},
		{"a rule of IPv6", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIpv6: '::/0'}}\n", "no ingress"},
		{"a rule of a group that cannot be told", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !If [C, !GetAtt DbGroup.GroupId, !GetAtt Group.GroupId], IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}}\n", "unknown"},
		{"a rule for the block of another subnet", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.1.0/24}}\n", "no ingress"},
		{"a rule for a block that holds half the subnet", function("!Ref Isolated") + endpoint("PrivateDnsEnabled: true, SecurityGroupIds: [!GetAtt DbGroup.GroupId]") +
			"  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/25}}\n", "unknown"},

		{"instance with an address by its subnet", "  X: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Public, SecurityGroupIds: [!GetAtt Group.GroupId]}}\n", "yes the internet gateway Gateway"},
		{"instance that declines the address", "  X: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref Public, GroupSet: [!GetAtt Group.GroupId], AssociatePublicIpAddress: false}]}}\n", "no no-address"},
		{"instance with an Elastic IP address", "  X: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref Public, GroupSet: [!GetAtt Group.GroupId], AssociatePublicIpAddress: false}]}}\n  Ip: {Type: AWS::EC2::EIP, Properties: {InstanceId: !Ref X}}\n", "yes the internet gateway Gateway"},
		{"instance of the default VPC", "  X: {Type: AWS::EC2::Instance}\n", "unknown"},
		{"group of instances", "  X: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Isolated], LaunchConfigurationName: !Ref L}}\n  L: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {SecurityGroups: [!GetAtt Group.GroupId]}}\n", "no no-route"},
		{"group of instances with a launch template", "  X: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Public], LaunchTemplate: {LaunchTemplateId: !Ref L, Version: '1'}}}\n  L: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {SecurityGroupIds: [!GetAtt Group.GroupId]}}}\n", "yes the internet gateway"},
		{"build", "  X: {Type: AWS::CodeBuild::Project, Properties: {VpcConfig: {VpcId: !Ref Vpc, Subnets: [!Ref Private], SecurityGroupIds: [!GetAtt Group.GroupId]}}}\n", "yes NAT gateway Nat"},

		{"Fargate with an address", task + "  S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T, LaunchType: FARGATE, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Public], SecurityGroups: [!GetAtt Group.GroupId], AssignPublicIp: ENABLED}}}}\n", "yes the internet gateway"},
		{"Fargate by a strategy", task + "  S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T, CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT}], NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Public]}}}}\n", "no no-address"},
		{"what decides where tasks run is not known", task + "  S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Isolated]}}}}\n", "unknown"},
		{"on instances", task + "  S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T, LaunchType: EC2, Cluster: !Ref K, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Isolated]}}}}\n" +
			"  K: {Type: AWS::ECS::Cluster, Properties: {CapacityProviders: [!Ref P]}}\n  P: {Type: AWS::ECS::CapacityProvider, Properties: {AutoScalingGroupProvider: {AutoScalingGroupArn: !Ref A}}}\n" +
			"  A: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {VPCZoneIdentifier: [!Ref Private], LaunchConfigurationName: !Ref L}}\n  L: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {SecurityGroups: [!GetAtt Group.GroupId]}}\n", "yes NAT gateway Nat"},
		{"by a schedule", task + "  S: {Type: AWS::Scheduler::Schedule, Properties: {Target: {Arn: x, EcsParameters: {TaskDefinitionArn: !Ref T, LaunchType: FARGATE, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Isolated], SecurityGroups: [!GetAtt Group.GroupId]}}}}}}\n", "no no-route"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			program, f := load(t, base+tt.text)
			var got string
			if x := program.Resource("t.yaml#X"); x != nil {
				got = f.Service(f.Of(x), "secretsmanager").String()
			} else {
				p := f.Placements(program.Resource("t.yaml#T"))
				if len(p) != 1 {
					t.Fatalf("%d placements", len(p))
				}
				got = f.Service(p[0].Agent, "secretsmanager").String()
			}
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// isolatedRoute gives the subnet without a way out a route table with one route.
func isolatedRoute(block, target string) string {
	return "  IT: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}\n  IA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Isolated, RouteTableId: !Ref IT}}\n" +
		"  IR: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref IT, DestinationCidrBlock: " + block + ", " + target + "}}\n"
}

func acl(action string) string {
	entry := func(id, action string, number int, egress bool) string {
		return fmt.Sprintf("  %s: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: %d, Protocol: -1, RuleAction: %s, CidrBlock: 0.0.0.0/0, Egress: %v}}\n", id, number, action, egress)
	}
	return "  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}\n" +
		"  AclOf: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref Private, NetworkAclId: !Ref Acl}}\n" +
		entry("In", "allow", 100, false) + entry("Out", "allow", 100, true) + entry("More", action, 50, true)
}

// TestConnect: the way of X to the database D.
func TestConnect(t *testing.T) {
	const function = "  X: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref Private], SecurityGroupIds: [!GetAtt Group.GroupId]}}}\n"
	const outside = "  X: {Type: AWS::Lambda::Function}\n"
	database := func(more string) string {
		return "  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: !Ref DbSubnets, VPCSecurityGroups: [!GetAtt DbGroup.GroupId]" + more + "}}\n"
	}
	rule := func(more string) string {
		return "  In: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt DbGroup.GroupId, IpProtocol: tcp, " + more + "}}\n"
	}
	const attached = "  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}\n"
	const openSubnets = "  Open: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: o, SubnetIds: [!Ref Public]}}\n"
	const from = ", SourceSecurityGroupId: !GetAtt Group.GroupId"
	aurora := "  D: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, DBSubnetGroupName: !Ref DbSubnets, VpcSecurityGroupIds: [!GetAtt DbGroup.GroupId]}}\n"
	tests := []struct{ name, text, want string }{
		{"no rule", function + database(""), "no ingress"},
		{"default port", function + database("") + rule("FromPort: 5432, ToPort: 5432"+from), "yes"},
		{"range of ports", function + database("") + rule("FromPort: 5000, ToPort: 6000"+from), "yes"},
		{"another port", function + database("") + rule("FromPort: 3306, ToPort: 3306"+from), "no ingress"},
		{"its own port", function + database(", Port: '6543'") + rule("FromPort: 5432, ToPort: 5432"+from), "no ingress"},
		{"port of a parameter", function + database(", Port: !Ref Port") + rule("FromPort: !Ref Port, ToPort: !Ref Port"+from), "yes"},
		{"port of a parameter, and another one", function + database(", Port: !Ref Port") + rule("FromPort: 6543, ToPort: 6543"+from), "unknown"},
		{"port by the database", function + database("") + rule("FromPort: !GetAtt D.Endpoint.Port, ToPort: !GetAtt D.Endpoint.Port"+from), "yes"},
		{"port of Aurora by the cluster", function + aurora + rule("FromPort: !GetAtt D.Endpoint.Port, ToPort: !GetAtt D.Endpoint.Port"+from), "yes"},
		{"port of Aurora PostgreSQL is not agreed upon", function + aurora + rule("FromPort: 5432, ToPort: 5432"+from), "unknown"},
		{"UDP", function + database("") + strings.Replace(rule("FromPort: 5432, ToPort: 5432"+from), "tcp", "udp", 1), "no ingress"},
		{"addresses of the VPC", function + database("") + rule("FromPort: 5432, ToPort: 5432, CidrIp: !GetAtt Vpc.CidrBlock"), "yes"},
		{"under a condition", function + database("") + strings.Replace(rule("FromPort: 5432, ToPort: 5432"+from), "{Type", "{Condition: C, Type", 1), "unknown"},
		{"from outside", outside + database(", PubliclyAccessible: false"), "no outside"},
		{"from outside, with an address and no rule", outside + database(", PubliclyAccessible: true"), "no outside"},
		{"from outside, open to everyone", outside + database(", PubliclyAccessible: true") + rule("FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0"), "yes the public address"},
		{"from outside, open to some", outside + database(", PubliclyAccessible: true") + rule("FromPort: 5432, ToPort: 5432, CidrIp: 52.0.0.0/8"), "unknown"},
		{"from outside, in subnets without a way in", outside + database("") + attached + rule("FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0"), "no outside"},
		{"from outside, in public subnets", outside + strings.Replace(database(""), "DbSubnets", "Open", 1) + attached + openSubnets + rule("FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0"), "yes the public address"},
		{"from outside, in public subnets of a VPC without a gateway", outside + strings.Replace(database(""), "DbSubnets", "Open", 1) + openSubnets + rule("FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0"), "no outside"},
		{"other VPC", function + "  V2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  S2: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V2, CidrBlock: 10.1.0.0/24}}\n  G2: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref S2]}}\n" +
			strings.Replace(database(", PubliclyAccessible: false"), "DbSubnets", "G2", 1), "no other-vpc"},
		{"other VPC with peering", function + "  V2: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n  S2: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V2, CidrBlock: 10.1.0.0/24}}\n  G2: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref S2]}}\n" +
			strings.Replace(database(", PubliclyAccessible: false"), "DbSubnets", "G2", 1) + "  Peer: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref V2}}\n", "unknown"},
		{"imported function", "  X: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}}}\n" + database(""), "no ingress"},
		{"imported database", function + "  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: shared, VPCSecurityGroups: [sg-1]}}\n", "unknown"},
		{"DocumentDB", function + "  D: {Type: AWS::DocDB::DBCluster, Properties: {DBSubnetGroupName: !Ref DbSubnets, VpcSecurityGroupIds: [!GetAtt DbGroup.GroupId]}}\n" + rule("FromPort: 27017, ToPort: 27017"+from), "yes"},
		{"Redshift", function + "  D: {Type: AWS::Redshift::Cluster, Properties: {VpcSecurityGroupIds: [!GetAtt DbGroup.GroupId]}}\n" + rule("FromPort: 5439, ToPort: 5439"+from), "yes"},
		{"member of a cluster", function + strings.Replace(aurora, "  D:", "  K:", 1) + "  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Ref K}}\n" + rule("FromPort: !GetAtt K.Endpoint.Port, ToPort: !GetAtt K.Endpoint.Port"+from), "yes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			program, f := load(t, base+tt.text)
			targets := f.Targets(program.Resource("t.yaml#D"))
			if len(targets) == 0 {
				t.Fatal("no target")
			}
			if got := f.Connect(f.Of(program.Resource("t.yaml#X")), targets[0]).String(); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// BenchmarkService asks for the way of 1,000 functions in a VPC with 300 subnets:
// 5.0 ms, 2.8 MB on two cores of a virtual machine.
func BenchmarkService(b *testing.B) {
	var text strings.Builder
	text.WriteString(base)
	for i := range 300 {
		fmt.Fprintf(&text, "  S%d: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.%d.0/24}}\n", i, i%250)
	}
	for i := range 1000 {
		fmt.Fprintf(&text, "  F%d: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref S%d, !Ref Private], SecurityGroupIds: [!GetAtt Group.GroupId]}}}\n", i, i%300)
	}
	program, f := load(b, text.String())
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range program.Stacks[0].Order {
			if r.Type == "AWS::Lambda::Function" {
				if f.Service(f.Of(r), "secretsmanager").State != template.False {
					b.Fatal("a way")
				}
			}
		}
	}
}

package cost

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
)

// usageKey is a quantity of a resource that the templates do not tell.
type usageKey struct {
	name string
	// about says what it counts, with its unit.
	about string
	// standard is what is assumed without a usage file. computed says, for a key
	// that has none, what is taken instead.
	standard Range
	computed string
	// most bounds the values, 0 is no bound; modes lists the words of a key that is
	// no number.
	most  int64
	modes []string
	// less is set where more of it makes for a lower cost: an interval.
	less bool
}

// The types whose usage counts, besides those of resources.
const (
	stackType    = "AWS::CloudFormation::Stack"
	manifestType = "Custom::AWSCDK-EKS-KubernetesResource"
	functionType = "AWS::Lambda::Function"
	serviceType  = "AWS::ECS::Service"
	keyType      = "AWS::KMS::Key"
	endpointType = "AWS::EC2::VPCEndpoint"
	storeType    = "AWS::SSM::Parameter"
	scheduleType = "AWS::SecretsManager::RotationSchedule"
	buildType    = "AWS::CodeBuild::Project"
)

// The names of usage keys.
const (
	invocationsKey  = "monthly_invocations"
	durationKey     = "avg_duration_ms"
	coldKey         = "cold_start_ratio"
	environmentsKey = "warm_environments"
	ttlKey          = "cache_ttl_seconds"
	fetchKey        = "fetch"
	desiredKey      = "desired_count"
	deploysKey      = "deploys_per_month"
	replacementsKey = "task_replacements_per_month"
	startsKey       = "starts_per_month"
	buildsKey       = "builds_per_month"
	readsKey        = "reads_per_task_hour"
	ageKey          = "age_years"
	podsKey         = "pods"
	pollKey         = "poll_seconds"
	zonesKey        = "zones"
	advancedKey     = "advanced"
	rotationsKey    = "rotations_per_month"
	serviceCallsKey = "calls_per_month"
)

func threeOf(low, expected, high string) Range {
	return Range{decimal.RequireFromString(low), decimal.RequireFromString(expected), decimal.RequireFromString(high)}
}

// usageKeys are the keys by type. The magnitudes are assumptions of this tool; the
// upper end of a function's invocations is what infracost takes for a small one.
func usageKeys(resourceType string) []usageKey {
	starts := func(low, expected, high string) []usageKey {
		return []usageKey{{name: startsKey, about: "times that it is started a month", standard: threeOf(low, expected, high)}}
	}
	deploys := usageKey{name: deploysKey, about: "deployments a month", standard: threeOf("1", "8", "60")}
	switch resourceType {
	case functionType:
		return []usageKey{
			{name: invocationsKey, about: "invocations a month", standard: threeOf("10000", "1000000", "25000000")},
			{name: fetchKey, about: "how the code fetches secrets: handler (at every invocation), module (once in each process), extension (through the Parameters and Secrets extension), cached (through a caching client), or auto (not known)", modes: []string{"auto", "handler", "module", "extension", "cached"}},
			{name: coldKey, about: "part of the invocations that start a new process, 0 to 1", standard: threeOf("0.001", "0.01", "0.05"), most: 1},
			{name: durationKey, about: "mean duration of an invocation in milliseconds", standard: Whole(200)},
			{name: environmentsKey, about: "execution environments that are warm at the same time", computed: "three times invocations × duration, at least 3"},
			{name: ttlKey, about: "seconds for which the extension or a caching client keeps a value", computed: "SECRETS_MANAGER_TTL of the function or 300 for the extension, 3600 for a client", less: true},
		}
	case serviceType, "AWS::ECS::ExpressGatewayService":
		return []usageKey{
			{name: desiredKey, about: "tasks that the service keeps", standard: threeOf("1", "2", "10")},
			deploys,
			{name: replacementsKey, about: "tasks a month that are replaced without a deployment", standard: threeOf("0", "2", "60")},
		}
	case "AWS::ECS::TaskDefinition", "AWS::ECS::DaemonTaskDefinition":
		return append(starts("0", "30", "3000"),
			usageKey{name: readsKey, about: "times an hour that the code in a running task reads each secret, besides once at its start", standard: threeOf("0", "0", "12")})
	case "AWS::Batch::JobDefinition", "AWS::Glue::Job":
		return starts("0", "100", "10000")
	case "AWS::AppRunner::Service":
		return starts("1", "30", "3000")
	case buildType:
		return []usageKey{{name: buildsKey, about: "builds a month", standard: threeOf("10", "100", "2000")}}
	case keyType, "AWS::KMS::ReplicaKey":
		return []usageKey{{name: ageKey, about: "years since the key was made", standard: threeOf("0", "1", "3")}}
	case stackType:
		return []usageKey{deploys}
	case manifestType:
		return []usageKey{
			{name: podsKey, about: "pods that mount the secrets", standard: threeOf("1", "2", "10")},
			{name: pollKey, about: "seconds between two looks for a new value", computed: "what the manifest or the driver's chart says", less: true},
		}
	case endpointType:
		return []usageKey{{name: zonesKey, about: "zones that the endpoint is in", standard: threeOf("1", "2", "3")}}
	case storeType:
		return []usageKey{{name: advancedKey, about: "1 where Intelligent-Tiering makes it an advanced parameter, 0 where not", standard: threeOf("0", "0", "1"), most: 1}}
	case scheduleType:
		return []usageKey{{name: rotationsKey, about: "rotations a month", standard: threeOf("0", "1", "30")}}
	}
	if len(consumers.ForType(resourceType)) > 0 && resourceType != "*" {
		return []usageKey{{name: serviceCallsKey, about: "calls a month for each secret that it is given; AWS does not say how often the service reads", standard: threeOf("0", "720", "8640")}}
	}
	return nil
}

// usageTypes are the types that have keys of their own.
func usageTypes() []string {
	types := map[string]bool{
		functionType: true, serviceType: true, "AWS::ECS::ExpressGatewayService": true, "AWS::ECS::TaskDefinition": true, "AWS::ECS::DaemonTaskDefinition": true,
		"AWS::Batch::JobDefinition": true, "AWS::Glue::Job": true, "AWS::AppRunner::Service": true, buildType: true, keyType: true,
		"AWS::KMS::ReplicaKey": true, stackType: true, manifestType: true, endpointType: true, storeType: true, scheduleType: true,
	}
	for _, row := range consumers.All() {
		if row.Type != "*" {
			types[row.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(types))
}

func keyNamed(resourceType, name string) (usageKey, bool) {
	for _, k := range usageKeys(resourceType) {
		if k.name == name {
			return k, true
		}
	}
	return usageKey{}, false
}

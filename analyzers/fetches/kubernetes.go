package fetches

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Poll is something in a Kubernetes cluster that looks again and again whether
// secrets have changed.
type Poll struct {
	Resource *template.Resource
	At       analyzers.Place
	// Kind is "external-secrets" (External Secrets Operator) or "csi" (the Secrets
	// Store CSI driver with AWS's provider).
	Kind string
	// Name is that of the object in the cluster.
	Name string
	// Objects is how many secrets one look reads; for the driver in each pod.
	Objects int
	// Interval is the time between two looks; 0 is never again. Default is set where it is
	// the one that the tool has of itself.
	Interval time.Duration
	Default  bool
}

// The intervals that the two have of themselves.
// Source: external-secrets, ExternalSecretSpec.RefreshInterval (1h0m0s); Secrets
// Store CSI driver, --rotation-poll-interval (2m, and only with rotation on).
const (
	externalInterval = time.Hour
	driverInterval   = 2 * time.Minute
)

type object struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Spec struct {
		Provider        json.RawMessage `json:"provider"` // text for the driver, an object for a store
		Parameters      map[string]any  `json:"parameters"`
		RefreshInterval string          `json:"refreshInterval"`
		Data            []struct {
			RemoteRef struct {
				Key     string `json:"key"`
				Version string `json:"version"`
			} `json:"remoteRef"`
		} `json:"data"`
		DataFrom []struct {
			Extract struct {
				Key string `json:"key"`
			} `json:"extract"`
		} `json:"dataFrom"`
	} `json:"spec"`
}

// manifest is an object with the resource that makes it.
type manifest struct {
	object
	resource *template.Resource
	cluster  string
}

// kubernetes finds what polls in clusters that the program fills: manifests and
// charts of the CDK, and add-ons.
func (f *finder) kubernetes() {
	var manifests []manifest
	drivers := map[string]time.Duration{} // by cluster: the interval of the driver, 0 for none
	standard := map[string]bool{}
	f.pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "Custom::AWSCDK-EKS-KubernetesResource":
			text := r.Property("Manifest").Text("*")
			var list []object
			if json.Unmarshal([]byte(text), &list) != nil {
				var one object
				if json.Unmarshal([]byte(text), &one) != nil {
					return
				}
				list = []object{one}
			}
			for _, o := range list {
				manifests = append(manifests, manifest{o, r, r.Property("ClusterName").Canonical()})
			}
		case "Custom::AWSCDK-EKS-HelmChart":
			if chart, _ := r.Property("Chart").Literal(); strings.Contains(chart, "secrets-store-csi-driver") {
				f.driver(r, r.Property("Values"), drivers, standard)
			}
		case "AWS::EKS::Addon":
			if name, _ := r.Property("AddonName").Literal(); name == "aws-secrets-store-csi-driver-provider" {
				f.driver(r, r.Property("ConfigurationValues"), drivers, standard)
			}
		}
	})
	aws := slices.ContainsFunc(manifests, func(m manifest) bool {
		return strings.HasSuffix(m.Kind, "SecretStore") && strings.Contains(string(m.Spec.Provider), `"aws"`)
	})
	for _, m := range manifests {
		p := &Poll{Resource: m.resource, At: analyzers.At(m.resource, "Manifest"), Name: m.Metadata.Name}
		switch {
		case (m.Kind == "ExternalSecret" || m.Kind == "ClusterExternalSecret") && aws:
			p.Kind, p.Objects, p.Interval = "external-secrets", keys(m.object), externalInterval
			if text := m.Spec.RefreshInterval; text == "" {
				p.Default = true
			} else if d, err := time.ParseDuration(text); err == nil {
				p.Interval = max(d, 0)
			} else {
				continue // not known
			}
		case m.Kind == "SecretProviderClass" && string(m.Spec.Provider) == `"aws"`:
			p.Kind, p.Objects, p.Interval, p.Default = "csi", mounted(m.object), drivers[m.cluster], standard[m.cluster]
		default:
			continue
		}
		if p.Objects > 0 {
			f.facts.Polls = append(f.facts.Polls, p)
		}
	}
}

// driver reads the values of the driver's chart: whether it polls, and how often.
func (f *finder) driver(r *template.Resource, values *template.Value, intervals map[string]time.Duration, standard map[string]bool) {
	cluster := r.Property("ClusterName").Canonical()
	type settings struct {
		EnableSecretRotation any    `json:"enableSecretRotation"`
		RotationPollInterval string `json:"rotationPollInterval"`
	}
	var doc struct {
		settings
		Driver *settings `json:"secrets-store-csi-driver"` // within AWS's chart
	}
	if json.Unmarshal([]byte(values.Text("*")), &doc) != nil {
		return
	}
	s := doc.settings
	if doc.Driver != nil {
		s = *doc.Driver
	}
	if on, _ := s.EnableSecretRotation.(bool); !on && s.EnableSecretRotation != "true" {
		return
	}
	intervals[cluster], standard[cluster] = driverInterval, true
	if d, err := time.ParseDuration(s.RotationPollInterval); err == nil && d > 0 {
		intervals[cluster], standard[cluster] = d, false
	}
}

// keys counts what an ExternalSecret reads at each look: each version of a secret
// once.
func keys(o object) int {
	seen := map[string]bool{}
	for _, d := range o.Spec.Data {
		seen[d.RemoteRef.Key+"#"+d.RemoteRef.Version] = true
	}
	for _, d := range o.Spec.DataFrom {
		if d.Extract.Key != "" {
			seen[d.Extract.Key+"#"] = true
		}
	}
	return len(seen)
}

// mounted counts the secrets among the objects of a SecretProviderClass.
func mounted(o object) int {
	text, _ := o.Spec.Parameters["objects"].(string)
	var list []struct {
		Name string `yaml:"objectName"`
		Type string `yaml:"objectType"`
	}
	if yaml.Unmarshal([]byte(text), &list) != nil {
		return 0
	}
	n := 0
	for _, x := range list {
		// Objects of Parameter Store cost no calls of Secrets Manager.
		if !strings.EqualFold(x.Type, "ssmparameter") && !strings.Contains(x.Name, ":ssm:") {
			n++
		}
	}
	return n
}

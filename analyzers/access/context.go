package access

import (
	"maps"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/requests"
	"github.com/fjall-lint/fjall-lint/template"
)

// context is what is known of the condition keys of a consumer's request for a secret.
func (a *analysis) context(r *template.Resource, reader consumers.Kind, secret eval.Text) requests.Context {
	c := requests.Context{"aws:SecureTransport": eval.Values("true")}
	switch {
	case r.Type == "AWS::Lambda::Function":
		way, _, _ := requests.From(a.network, a.network.Of(r), secret)
		maps.Copy(c, way)
	case r.Type == "AWS::ECS::TaskDefinition" && reader == consumers.ExecutionRole:
		maps.Copy(c, a.ofAgents(a.network.Placements(r), secret))
	}
	return c
}

// ofAgents is what the requests of the agents have in common that fetch the secrets of
// a definition's tasks, where all that is known to start them is on Fargate.
func (a *analysis) ofAgents(placements []network.Placement, secret eval.Text) requests.Context {
	var ways []requests.Context
	for _, p := range placements {
		way, _, known := requests.From(a.network, p.Agent, secret)
		if !known || !p.Fargate {
			return nil
		}
		ways = append(ways, way)
	}
	return requests.Common(ways)
}

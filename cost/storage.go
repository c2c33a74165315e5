package cost

import (
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// storage adds what is paid for each secret that is kept, by the month: secrets,
// their replicas, and those that services make and charge for.
// Source: AWS Secrets Manager pricing ("A replica secret is considered a distinct
// secret and will also be billed per replica per month").
func (b *builder) storage() {
	for _, s := range b.stock.Secrets {
		r := s.Resource
		b.add(charge{
			kind: SecretLine, what: "secret", resource: r, region: b.opts.region(r.Stack), item: SecretItem, quantity: Whole(1), fixed: true,
			formula: "1 secret, whether it is read or not",
		})
		seen := map[string]int{}
		for _, rep := range s.Replicas {
			seen[rep.Region]++
			detail, where := rep.Region, rep.Region
			if n := seen[rep.Region]; n > 1 {
				detail = fmt.Sprintf("%s %d", rep.Region, n)
			}
			if where == "" {
				where = "a region that is not known"
			}
			b.add(charge{
				kind: ReplicaLine, what: "replica in " + where, resource: r, detail: detail, region: rep.Region, item: SecretItem, quantity: Whole(1), fixed: true,
				formula: "1 replica, which is charged like a secret of its own region",
			})
		}
	}
	for _, m := range b.stock.Managed {
		quantity := Whole(1)
		formula := fmt.Sprintf("1 secret that %s makes for the administrator's password (%s)", serviceOf(m.Type), m.Property)
		if m.State != "yes" {
			quantity.Low = Whole(0).Low
			formula += "; whether it does is not known"
		}
		b.add(charge{
			kind: ManagedLine, what: "secret managed by " + serviceOf(m.Type), resource: m.Resource, detail: m.Property, region: b.opts.region(m.Resource.Stack),
			item: SecretItem, quantity: quantity, fixed: true, formula: formula,
		})
	}
}

func serviceOf(resourceType string) string {
	parts := strings.Split(resourceType, "::")
	if len(parts) < 3 {
		return resourceType
	}
	switch parts[1] {
	case "RedshiftServerless":
		return "Redshift Serverless"
	case "DocDB":
		return "DocumentDB"
	}
	return parts[1]
}

// includedSecrets adds the secrets that services make of themselves and do not
// charge for.
// Source: AWS Secrets Manager user guide, secrets managed by other services; user
// guides of Amazon EventBridge (API destinations), Amazon AppFlow, AWS PCS and
// Amazon ECS (Service Connect TLS).
func (b *builder) includedSecrets() {
	for _, s := range b.facts.Program.Stacks {
		for _, r := range s.Order {
			name, ok := includedBy(r)
			if !ok || r.Exists() == template.False {
				continue
			}
			b.included = true
			b.add(charge{
				kind: IncludedLine, what: "secret managed by " + name, resource: r, region: b.opts.region(s), item: SecretItem, quantity: Whole(1), fixed: true,
				formula: "1 secret that " + name + " makes, in the price of the service", free: "included in the price of " + name,
			})
		}
	}
}

func includedBy(r *template.Resource) (service string, ok bool) {
	switch r.Type {
	case "AWS::Events::Connection":
		return "EventBridge", true
	case "AWS::AppFlow::ConnectorProfile":
		return "AppFlow", true
	case "AWS::PCS::Cluster":
		return "AWS PCS", true
	case "AWS::ECS::Service":
		for _, e := range r.Property("ServiceConnectConfiguration", "Services").Elems() {
			if e.Get("Tls").Kind != template.AbsentValue {
				return "ECS Service Connect", true
			}
		}
	}
	return "", false
}

// secretMonthly is what a secret costs a month with its replicas, whatever is done
// with it: the lines of its own.
func (b *builder) secretMonthly(s *secrets.Secret) sum {
	regions := []string{b.opts.region(s.Resource.Stack)}
	for _, r := range s.Replicas {
		regions = append(regions, r.Region)
	}
	return b.monthly(SecretItem, regions...)
}

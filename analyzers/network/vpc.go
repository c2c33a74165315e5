package network

import (
	"net/netip"

	"github.com/fjall-lint/fjall-lint/template"
)

// vpc is a VPC of the program.
type vpc struct {
	resource *template.Resource
	blocks   []netip.Prefix
	// whole is set where all its address blocks are known.
	whole bool
	// changed is set where something that is not seen through may change its main
	// route table or its default group.
	changed bool
	// restricted is set where the rules of its default group are taken away.
	restricted bool
}

func readVPC(r *template.Resource) *vpc {
	v := &vpc{resource: r, whole: true}
	v.add(r.Property("CidrBlock"))
	return v
}

func (v *vpc) add(block *template.Value) {
	if p, ok := prefix(block); ok {
		v.blocks = append(v.blocks, p)
	} else {
		v.whole = false
	}
}

// prefix reads an address block of IPv4.
func prefix(v *template.Value) (netip.Prefix, bool) {
	text, ok := v.Literal()
	if !ok {
		return netip.Prefix{}, false
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || !p.Addr().Is4() || defaulted(v) {
		return netip.Prefix{}, false
	}
	return p.Masked(), true
}

// subnet is a subnet of the program.
type subnet struct {
	resource *template.Resource
	vpc      element
	block    netip.Prefix // not valid where it is not known
	// public tells whether instances get public addresses.
	public template.Truth
	// tables are the route tables that are associated with it.
	tables []association
}

type association struct {
	table    element
	resource *template.Resource
}

func readSubnet(r *template.Resource) *subnet {
	s := &subnet{resource: r, vpc: identify(r.Property("VpcId")), public: truth(r.Property("MapPublicIpOnLaunch"), template.False)}
	s.block, _ = prefix(r.Property("CidrBlock"))
	return s
}

// covers tells whether a block holds all of another one, none of it, or a part.
func covers(block, other netip.Prefix) template.Truth {
	switch {
	case block.Bits() <= other.Bits() && block.Contains(other.Addr()):
		return template.True
	case !block.Overlaps(other):
		return template.False
	}
	return template.Unknown
}

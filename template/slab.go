package template

// slab hands out nodes and their slices from larger pieces of memory, so that a
// file costs few allocations. What it hands out lives as long as any of its
// piece, which is right for a tree that is kept as a whole.
type slab struct {
	nodes, lists int // sizes of the pieces at hand
	freeNodes    []Node
	freeFields   []Field
	freeItems    []*Node
	kids         int // size of the piece at hand
	freeKids     []children
}

// slabSize bounds the pieces; small files get smaller ones.
const (
	slabStart = 16
	slabSize  = 256
)

func grow(size int) int { return min(max(2*size, slabStart), slabSize) }

func (s *slab) node(n Node) *Node {
	if len(s.freeNodes) == 0 {
		s.nodes = grow(s.nodes)
		s.freeNodes = make([]Node, s.nodes)
	}
	p := &s.freeNodes[0]
	s.freeNodes = s.freeNodes[1:]
	*p = n
	return p
}

func (s *slab) children() *children {
	if len(s.freeKids) == 0 {
		s.kids = grow(s.kids)
		s.freeKids = make([]children, s.kids)
	}
	p := &s.freeKids[0]
	s.freeKids = s.freeKids[1:]
	return p
}

func (s *slab) fields(n int) []Field {
	if n == 0 {
		return nil
	}
	if n > slabStart {
		return make([]Field, n)
	}
	if n > len(s.freeFields) {
		s.lists = grow(s.lists)
		s.freeFields = make([]Field, s.lists)
	}
	f := s.freeFields[:n:n]
	s.freeFields = s.freeFields[n:]
	return f
}

func (s *slab) items(n int) []*Node {
	if n == 0 {
		return nil
	}
	if n > slabStart {
		return make([]*Node, n)
	}
	if n > len(s.freeItems) {
		s.lists = grow(s.lists)
		s.freeItems = make([]*Node, s.lists)
	}
	f := s.freeItems[:n:n]
	s.freeItems = s.freeItems[n:]
	return f
}

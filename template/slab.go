package template

// slab hands out nodes and their slices from larger pieces of memory, so that a
// file costs few allocations. What it hands out lives as long as any of its
// piece, which is right for a tree that is kept as a whole.
type slab struct {
	freeNodes  []Node
	freeFields []Field
	freeItems  []*Node
}

const slabSize = 256

func (s *slab) node(n Node) *Node {
	if len(s.freeNodes) == 0 {
		s.freeNodes = make([]Node, slabSize)
	}
	p := &s.freeNodes[0]
	s.freeNodes = s.freeNodes[1:]
	*p = n
	return p
}

func (s *slab) fields(n int) []Field {
	if n == 0 {
		return nil
	}
	if n > slabSize/4 {
		return make([]Field, n)
	}
	if n > len(s.freeFields) {
		s.freeFields = make([]Field, slabSize)
	}
	f := s.freeFields[:n:n]
	s.freeFields = s.freeFields[n:]
	return f
}

func (s *slab) items(n int) []*Node {
	if n == 0 {
		return nil
	}
	if n > slabSize/4 {
		return make([]*Node, n)
	}
	if n > len(s.freeItems) {
		s.freeItems = make([]*Node, slabSize)
	}
	f := s.freeItems[:n:n]
	s.freeItems = s.freeItems[n:]
	return f
}

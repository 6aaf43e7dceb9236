package kernel

// Terms says where in A the terms of a sum are: Outer blocks of Runs runs of
// Length values. From one block, run or value to the next, A moves by as many
// floats as the Step beside it says. So the patch that a convolution sees, or
// one pixel's place in a batch of images, is described without copying it.
type Terms struct {
	Outer, OuterStep int
	Runs, RunStep    int
	Length, Step     int
}

// Row returns the terms of a row of n floats side by side.
func Row(n int) Terms { return Terms{1, 0, 1, 0, n, 1} }

// Len returns how many terms there are.
func (t Terms) Len() int { return t.Outer * t.Runs * t.Length }

// group is how many terms of a sum are added up, at most, before their sum is
// added to the rest. It keeps the rounding error of a sum of n terms near that
// of one of group + n/group. It holds a row of a 5×5 kernel of depth 16, and
// three rows of an image 28 wide. Like the order of the terms it is part of
// what determines a product's bits.
const group = 84

// grouping says how the terms are cut into groups: runs longer than a group in
// pieces of one, of shorter ones as many whole runs as fit, within a block.
func (t Terms) grouping() (runs, piece int) {
	if t.Length > group {
		return 1, group
	}
	return min(group/t.Length, t.Runs), t.Length
}

// offsets lists the terms' offsets in order, and where groups end among them.
func (t Terms) offsets() (at, ends []int32) {
	runs, piece := t.grouping()
	for o := range t.Outer {
		for r := range t.Runs {
			for i := range t.Length {
				at = append(at, int32(o*t.OuterStep+r*t.RunStep+i*t.Step))
				last := i == t.Length-1
				if last && (r%runs == runs-1 || r == t.Runs-1) || !last && i%piece == piece-1 {
					ends = append(ends, int32(len(at)))
				}
			}
		}
	}
	return at, ends
}
